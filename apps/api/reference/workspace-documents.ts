import { createHash } from 'node:crypto';

import { type OutlinedStage, PipelineOutline } from '@crm/pipelines';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@platform/http';

import { type BaseDocument, type Choice, describeWorkspace, type OwnRecords } from '../describe-workspace';
import { OpenApiDocument, type PublishedDocument, published } from './openapi-document';

/** Each is some hundred kilobytes. */
const MOST_KEPT = 30;

/** The documents of workspaces, made anew when what they tell of has changed. */
@Injectable()
export class WorkspaceDocuments {
  private readonly kept = new Map<string, PublishedDocument>();

  constructor(
    private readonly base: OpenApiDocument,
    private readonly pipelines: PipelineOutline,
  ) {}

  /** The document of the caller's workspace, as far as the caller may read what it tells. */
  async of(ctx: RequestContext): Promise<PublishedDocument> {
    const stages = await this.pipelines.stages(ctx);
    const key = createHash('sha256')
      .update(JSON.stringify([ctx.workspaceId, stages]))
      .digest('base64');
    const document = this.kept.get(key) ?? this.make(stages);
    this.kept.delete(key);
    this.kept.set(key, document);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return document;
  }

  private make(stages: readonly OutlinedStage[]): PublishedDocument {
    const base = JSON.parse(this.base.text()) as BaseDocument;
    return published(JSON.stringify(describeWorkspace(base, ownRecords(stages))));
  }
}

const STAGED = [
  { object: 'lead', plural: 'leads', name: 'Lead' },
  { object: 'deal', plural: 'deals', name: 'Deal' },
] as const;

/** Custom fields will come in here. */
const ownRecords = (all: readonly OutlinedStage[]): OwnRecords[] =>
  STAGED.map(({ object, plural, name }) => {
    const stages = all.filter((stage) => stage.object === object);
    const pipelines = new Map(stages.map(({ pipeline_id, pipeline }) => [pipeline_id, pipeline]));
    const choices: Record<string, Choice[]> = {
      pipeline_id: [...pipelines].map(([id, label]) => ({ id, label })),
      stage_id: stages.map(({ stage_id, pipeline, stage }) => ({
        id: stage_id,
        label: pipelines.size > 1 ? `${pipeline}: ${stage}` : stage,
      })),
    };
    return { plural, name, choices };
  });
