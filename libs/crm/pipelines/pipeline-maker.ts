import { RecordService, type RecordView } from '@crm/records';
import { languageOf, worded } from '@crm/workspace-language';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

import { type CreatePipelineDto, STAGED_OBJECTS } from './pipeline.dto';
import { pipelineType } from './pipeline.record-type';
import { stageType } from './stage.record-type';
import { PIPELINE_NAMES, STAGE_DEFAULTS } from './stage-defaults';

/** Makes pipelines that records can stand in at once: each with the first stages of its object. */
@Injectable()
export class PipelineMaker {
  constructor(private readonly records: RecordService) {}

  /** Makes one pipeline with its first stages, which are named in the workspace's language. */
  async make(
    ctx: RequestContext,
    input: CreatePipelineDto,
    tx: Transaction,
    isDefault = false,
  ): Promise<RecordView> {
    const made = { inputs: [input], columns: { is_default: isDefault } };
    const [pipeline] = await this.records.createMany(ctx, pipelineType, made, tx);
    if (!pipeline) throw new Error('A pipeline was created and not answered.');
    const pipelineId = toUuid('pipeline', pipeline.id);
    const language = await languageOf(tx, ctx.workspaceId);
    const inputs = STAGE_DEFAULTS[input.object].map(({ names, color, probability }, at) => ({
      name: worded(names, language),
      color,
      probability,
      position: (at + 1) * 10,
    }));
    const columns = { pipeline_id: pipelineId };
    const each = STAGE_DEFAULTS[input.object].map(({ key, kind }) => ({ default_key: key, kind }));
    await this.records.createMany(ctx, stageType, { inputs, columns, each }, tx);
    return pipeline;
  }

  /** The pipelines that a new workspace starts with. */
  async makeDefaults(ctx: RequestContext, tx: Transaction): Promise<void> {
    const language = await languageOf(tx, ctx.workspaceId);
    for (const object of STAGED_OBJECTS) {
      const name = worded(PIPELINE_NAMES[object], language);
      await this.make(ctx, { object, name, position: 10 }, tx, true);
    }
  }

  /** Makes a pipeline the one where new records of its object come; the one before steps back. */
  async makeDefault(ctx: RequestContext, id: string, tx: Transaction): Promise<RecordView> {
    const rivals = await tx.sql<{ id: string; is_default: boolean }>(
      'pipelines.rivals',
      LOCK_OF_SAME_OBJECT,
      [ctx.workspaceId, id],
    );
    const set = (ids: readonly string[], isDefault: boolean) =>
      this.records.changeMany(
        ctx,
        pipelineType,
        {
          action: 'update',
          ids,
          edit: (row) => {
            row.is_default = isDefault;
            return new Set(['is_default']);
          },
        },
        tx,
      );
    const former = rivals.filter((rival) => rival.is_default && rival.id !== id);
    await set(
      former.map((rival) => rival.id),
      false,
    );
    const [pipeline] = await set([id], true);
    if (!pipeline) throw new Error('A pipeline was changed and not answered.');
    return pipeline;
  }
}

/** All of them, not the default alone: of two callers at once the second must see what the first has made of it. */
const LOCK_OF_SAME_OBJECT = `
  SELECT id, is_default FROM pipelines
  WHERE workspace_id = $1 AND deleted_at IS NULL
    AND object = (SELECT object FROM pipelines WHERE workspace_id = $1 AND id = $2)
  ORDER BY id FOR NO KEY UPDATE`;
