import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { StagedObject } from './pipeline.dto';
import { PIPELINE_SCOPES } from './scopes';

/** A stage with its pipeline, by their public ids and names. */
export interface OutlinedStage {
  readonly object: StagedObject;
  readonly pipeline_id: string;
  readonly pipeline: string;
  readonly stage_id: string;
  readonly stage: string;
}

/** Tells the names of a workspace's pipelines and stages, all at once. */
@Injectable()
export class PipelineOutline {
  constructor(private readonly database: Database) {}

  /** Every stage that a record can be put in, in order; none when the caller may not read pipelines. */
  async stages({ workspaceId, principal }: RequestContext): Promise<OutlinedStage[]> {
    if (!principal.scopes.has(PIPELINE_SCOPES.read.name)) return [];
    const rows = await this.database.sql<OutlinedStage>(
      'pipelines.outline',
      `SELECT p.object, p.id AS pipeline_id, p.name AS pipeline, s.id AS stage_id, s.name AS stage
       FROM pipelines p JOIN stages s ON s.workspace_id = $1 AND s.pipeline_id = p.id AND s.deleted_at IS NULL
       WHERE p.workspace_id = $1 AND p.deleted_at IS NULL
       ORDER BY p.object, p.position, p.id, s.position, s.id`,
      [workspaceId],
    );
    return rows.map((row) => ({
      ...row,
      pipeline_id: toTypeId('pipeline', row.pipeline_id),
      stage_id: toTypeId('stage', row.stage_id),
    }));
  }
}
