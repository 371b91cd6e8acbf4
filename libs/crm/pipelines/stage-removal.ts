import { RecordMover, RecordService, type RecordType, type RecordView, recordTypeOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@platform/database';
import { notFound, type ProblemError, type RequestContext, unprocessable } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { StagedObject } from './pipeline.dto';
import { pipelineType } from './pipeline.record-type';
import type { StageGroup, StageKind } from './stage.dto';
import { stageType } from './stage.record-type';
import { ofPipeline } from './stage-order';

/** A stage or a pipeline that is to be deleted, by its stored id. */
export interface Removed {
  readonly id: string;
  readonly ifMatch?: string;
}

/** What a removal needs to know of a stage. */
interface StageRow {
  readonly id: string;
  readonly pipeline_id: string;
  readonly kind: StageKind;
  readonly group: StageGroup;
  readonly position: number;
}

/** Deletes stages and pipelines; the records that stand there are moved first, in the same transaction. */
@Injectable()
export class StageRemoval {
  constructor(
    private readonly records: RecordService,
    private readonly mover: RecordMover,
  ) {}

  /** Deletes a stage; what stands in it goes to another one of the pipeline and of its group. */
  async removeStage(
    ctx: RequestContext,
    { pipelineId, ...target }: Removed & { readonly pipelineId: string },
    replacementId: string | null,
    tx: Transaction,
  ): Promise<RecordView> {
    const object = await lockPipeline(tx, ctx, pipelineId);
    await tx.sql('stages.lock_whole', LOCK_STAGE, [ctx.workspaceId, target.id]);
    const stages = await stagesOf(tx, ctx, [pipelineId]);
    const stage = stages.find(({ id }) => id === target.id);
    if (!object || !stage) throw notFound(stageType.name);
    if (replacementId !== null) {
      const replacement = stages.find(({ id }) => id === replacementId);
      if (!replacement) throw refused('unknown_reference', 'There is no such stage in this pipeline');
      if (replacement.id === stage.id || replacement.group !== stage.group) {
        throw refused('unsuitable_replacement', 'Name another stage of the same group');
      }
      await this.move(ctx, object, { from: [stage], to: replacement }, tx);
    }
    return this.records.deleteWithin(ctx, stageType, { ...target, parentId: pipelineId }, tx);
  }

  /**
   * Deletes a pipeline; its open records go to the initial stage of another one, or to the stage that is named, and those
   * that are won or lost stay so in the other pipeline's stages of success and failure.
   */
  async removePipeline(
    ctx: RequestContext,
    target: Removed,
    replacement: { readonly pipelineId: string } | { readonly stageId: string } | null,
    tx: Transaction,
  ): Promise<RecordView> {
    const object = await lockPipeline(tx, ctx, target.id);
    if (!object) throw notFound(pipelineType.name);
    await tx.sql('pipelines.lock_whole', LOCK_WHOLE_PIPELINE, [ctx.workspaceId, target.id]);
    if (replacement) {
      const named = await pipelineOf(tx, ctx, replacement);
      if (named?.object !== object)
        throw refused('unknown_reference', `There is no such place for ${object}s`);
      if (named.id === target.id) throw refused('unsuitable_replacement', 'Name another pipeline');
      await this.empty(ctx, object, { id: target.id, into: named }, tx);
    }
    return this.records.deleteWithin(ctx, pipelineType, target, tx);
  }

  private async empty(
    ctx: RequestContext,
    object: StagedObject,
    { id, into }: { readonly id: string; readonly into: NamedPlace },
    tx: Transaction,
  ): Promise<void> {
    const stages = await stagesOf(tx, ctx, [id, into.id]);
    const there = ofPipeline(stages, into.id);
    for (const group of ['open', 'won', 'lost'] as const) {
      const isNamed = group === 'open' && into.stage_id !== null;
      const to = there.find((stage) => (isNamed ? stage.id === into.stage_id : stage.group === group));
      if (to?.group !== group) throw refused('unsuitable_replacement', 'Name a stage of the group open');
      const from = stages.filter((stage) => stage.pipeline_id === id && stage.group === group);
      await this.move(ctx, object, { from, to }, tx);
    }
  }

  private move(
    ctx: RequestContext,
    object: StagedObject,
    { from, to }: { readonly from: readonly StageRow[]; readonly to: StageRow },
    tx: Transaction,
  ): Promise<void> {
    const filter = { stage_id: { in: from.map(({ id }) => toTypeId('stage', id)) } };
    return this.mover.move(ctx, typeOf(object), { filter, data: { stage_id: toTypeId('stage', to.id) } }, tx);
  }
}

const refused = (code: string, detail: string): ProblemError =>
  unprocessable([{ pointer: '?replace_with', code, detail }]);

function typeOf(object: StagedObject): RecordType {
  const type = recordTypeOf(object);
  if (!type) throw new Error(`This process knows no records of the kind "${object}".`);
  return type;
}

/** Nobody else removes anything from the pipeline until the transaction ends; its kind of record, if it is there. */
async function lockPipeline(sql: Sql, ctx: RequestContext, id: string): Promise<StagedObject | undefined> {
  const [pipeline] = await sql.sql<{ object: StagedObject }>('pipelines.lock_stages', LOCK_PIPELINE, [
    ctx.workspaceId,
    id,
  ]);
  return pipeline?.object;
}

const stagesOf = (sql: Sql, ctx: RequestContext, pipelineIds: readonly string[]): Promise<StageRow[]> =>
  sql.sql<StageRow>('stages.of_pipelines', STAGES, [ctx.workspaceId, pipelineIds]);

/** A pipeline that is named as a replacement, and its stage if that is. */
interface NamedPlace {
  readonly id: string;
  readonly object: StagedObject;
  readonly stage_id: string | null;
}

async function pipelineOf(
  sql: Sql,
  ctx: RequestContext,
  named: { readonly pipelineId: string } | { readonly stageId: string },
): Promise<NamedPlace | undefined> {
  const [place] =
    'pipelineId' in named
      ? await sql.sql<NamedPlace>('pipelines.named', NAMED_PIPELINE, [ctx.workspaceId, named.pipelineId])
      : await sql.sql<NamedPlace>('stages.named', NAMED_STAGE, [ctx.workspaceId, named.stageId]);
  return place;
}

const LOCK_PIPELINE =
  'SELECT object FROM pipelines WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE';

/** Whoever puts a record there has finished, or waits and finds it deleted: see `KnownStages.hold`. */
const LOCK_WHOLE_PIPELINE = 'SELECT id FROM pipelines WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

const LOCK_STAGE = 'SELECT id FROM stages WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

const STAGES = `
  SELECT id, pipeline_id, kind, "group", position FROM stages
  WHERE workspace_id = $1 AND pipeline_id = ANY ($2::uuid[]) AND deleted_at IS NULL`;

const NAMED_PIPELINE = `
  SELECT id, object, NULL::uuid AS stage_id FROM pipelines
  WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL`;

const NAMED_STAGE = `
  SELECT p.id, p.object, s.id AS stage_id
  FROM stages s JOIN pipelines p ON p.workspace_id = $1 AND p.id = s.pipeline_id AND p.deleted_at IS NULL
  WHERE s.workspace_id = $1 AND s.id = $2 AND s.deleted_at IS NULL`;
