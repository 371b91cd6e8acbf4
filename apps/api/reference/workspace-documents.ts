import { createHash } from 'node:crypto';

import { DirectoryOutline, directoryOf, type OutlinedValue } from '@crm/directories';
import { type OutlinedStage, PipelineOutline } from '@crm/pipelines';
import { type DescribedField, describeCustomFields, ownType, type RecordType } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { type Dto, fieldsOf, type RequestContext, schemaName } from '@platform/http';

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
    private readonly directories: DirectoryOutline,
    private readonly database: Database,
  ) {}

  /** The document of the caller's workspace, as far as the caller may read what it tells. */
  async of(ctx: RequestContext): Promise<PublishedDocument> {
    const stages = await this.pipelines.stages(ctx);
    const own: Own = { stages, values: await this.directories.values(ctx), fields: await this.fields(ctx) };
    const key = createHash('sha256')
      .update(JSON.stringify([ctx.workspaceId, { ...own, fields: [...own.fields] }]))
      .digest('base64');
    const document = this.kept.get(key) ?? this.make(own);
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

  private make(own: Own): PublishedDocument {
    const base = JSON.parse(this.base.text()) as BaseDocument;
    return published(JSON.stringify(describeWorkspace(base, ownRecords(own))));
  }
}

type FieldsByObject = ReadonlyMap<string, readonly DescribedField[]>;

/** What a workspace has and no other. */
interface Own {
  readonly stages: readonly OutlinedStage[];
  readonly values: readonly OutlinedValue[];
  readonly fields: FieldsByObject;
}

const ownRecords = ({ stages: all, values, fields }: Own): OwnRecords[] =>
  CLIENT_TYPES.map(({ name: object, plural, view }) => {
    const stages = all.filter((stage) => stage.object === object);
    const pipelines = new Map(stages.map(({ pipeline_id, pipeline }) => [pipeline_id, pipeline]));
    const choices: Record<string, Choice[]> = {
      ...valueChoices(view, values),
      pipeline_id: [...pipelines].map(([id, label]) => ({ id, label })),
      stage_id: stages.map(({ stage_id, pipeline, stage }) => ({
        id: stage_id,
        label: pipelines.size > 1 ? `${pipeline}: ${stage}` : stage,
      })),
    };
    return { plural, name: schemaName(view), choices, customFields: fields.get(object) ?? [] };
  });

/** The values that each field of a directory may have. */
const valueChoices = (view: Dto, values: readonly OutlinedValue[]): Record<string, Choice[]> =>
  Object.fromEntries(
    fieldsOf(view).flatMap((spec) => {
      const directory = directoryOf(spec);
      if (directory === null) return [];
      const own = values.filter((value) => value.directory === directory);
      return [[spec.name, own.map(({ key, name }) => ({ id: key, label: name }))]];
    }),
  );
