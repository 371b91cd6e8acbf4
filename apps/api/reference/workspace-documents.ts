import { createHash } from 'node:crypto';

import { type OutlinedStage, PipelineOutline } from '@crm/pipelines';
import { type DescribedField, describeCustomFields, ownType, type RecordType } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { type RequestContext, schemaName } from '@platform/http';

import { CLIENT_TYPES } from '../../client-types';
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
    private readonly database: Database,
  ) {}

  /** The document of the caller's workspace, as far as the caller may read what it tells. */
  async of(ctx: RequestContext): Promise<PublishedDocument> {
    const stages = await this.pipelines.stages(ctx);
    const fields = await this.fields(ctx);
    const key = createHash('sha256')
      .update(JSON.stringify([ctx.workspaceId, stages, [...fields]]))
      .digest('base64');
    const document = this.kept.get(key) ?? this.make(stages, fields);
    this.kept.delete(key);
    this.kept.set(key, document);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return document;
  }

  /** By the kind of record; none of those that the caller may not read. */
  private async fields(ctx: RequestContext): Promise<FieldsByObject> {
    const types: readonly RecordType[] = CLIENT_TYPES;
    const seen = types.filter(({ scopes }) => ctx.principal.scopes.has(scopes.read.name));
    const described = seen.map(async (type) => {
      const own = await ownType(this.database, ctx.workspaceId, type, { fresh: true });
      return [type.name, describeCustomFields(own)] as const;
    });
    return new Map(await Promise.all(described));
  }

  private make(stages: readonly OutlinedStage[], fields: FieldsByObject): PublishedDocument {
    const base = JSON.parse(this.base.text()) as BaseDocument;
    return published(JSON.stringify(describeWorkspace(base, ownRecords(stages, fields))));
  }
}

type FieldsByObject = ReadonlyMap<string, readonly DescribedField[]>;

const ownRecords = (all: readonly OutlinedStage[], fields: FieldsByObject): OwnRecords[] =>
  CLIENT_TYPES.map(({ name: object, plural, view }) => {
    const stages = all.filter((stage) => stage.object === object);
    const pipelines = new Map(stages.map(({ pipeline_id, pipeline }) => [pipeline_id, pipeline]));
    const choices: Record<string, Choice[]> = {
      pipeline_id: [...pipelines].map(([id, label]) => ({ id, label })),
      stage_id: stages.map(({ stage_id, pipeline, stage }) => ({
        id: stage_id,
        label: pipelines.size > 1 ? `${pipeline}: ${stage}` : stage,
      })),
    };
    return { plural, name: schemaName(view), choices, customFields: fields.get(object) ?? [] };
  });
