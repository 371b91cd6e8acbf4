import { RecordOrder, RecordService, type RecordView } from '@crm/records';
import { languageOf, worded } from '@crm/workspace-language';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { conflict, notFound, type RequestContext } from '@platform/http';

import type { StagedObject } from './pipeline.dto';
import type { Stage } from './stage.entity';
import { stageType } from './stage.record-type';
import { STAGE_DEFAULTS, type StageDefault } from './stage-defaults';
import { stageRank } from './stage-order';

/** A stage in its pipeline, by stored ids. */
export interface PlacedStage {
  readonly pipelineId: string;
  readonly id: string;
}

/** What is done to stages beyond the standard writes, in a transaction that the caller holds. */
@Injectable()
export class StageSettings {
  constructor(
    private readonly records: RecordService,
    private readonly order: RecordOrder,
  ) {}

  /** Puts stages of a pipeline into an order, and answers with all of them. */
  arrange(
    ctx: RequestContext,
    pipelineId: string,
    ids: readonly string[],
    tx: Transaction,
  ): Promise<RecordView[]> {
    const order = { parentId: pipelineId, ids, field: 'stage_ids', rank: stageRank };
    return this.order.arrange<Stage>(ctx, stageType, order, tx);
  }

  /** Gives a stage the name, in the workspace's language, and the colour back that it started with. 409 `no_default`. */
  async reset(ctx: RequestContext, { pipelineId, id }: PlacedStage, tx: Transaction): Promise<RecordView> {
    const [stage] = await tx.sql<{ object: StagedObject; default_key: string | null }>(
      'stages.default',
      DEFAULT,
      [ctx.workspaceId, pipelineId, id],
    );
    if (!stage) throw notFound(stageType.name);
    const known = STAGE_DEFAULTS[stage.object].find(({ key }) => key === stage.default_key);
    if (!known)
      throw conflict('no_default', 'This stage was added in the workspace: there is nothing to go back to.');
    const name = worded(known.names, await languageOf(tx, ctx.workspaceId));
    const [view] = await this.records.changeMany(
      ctx,
      stageType,
      { action: 'update', parentId: pipelineId, ids: [id], edit: (row) => restored(row, name, known) },
      tx,
    );
    if (!view) throw new Error('A stage was reset and not answered.');
    return view;
  }
}

function restored(row: Stage, name: string, { color }: StageDefault): ReadonlySet<string> {
  Object.assign(row, { name, color });
  return new Set(['name', 'color']);
}

const DEFAULT = `
  SELECT p.object, s.default_key
  FROM stages s JOIN pipelines p ON p.workspace_id = $1 AND p.id = s.pipeline_id AND p.deleted_at IS NULL
  WHERE s.workspace_id = $1 AND s.pipeline_id = $2 AND s.id = $3 AND s.deleted_at IS NULL`;
