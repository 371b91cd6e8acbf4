import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { StagedObject } from './pipeline.dto';
import type { StageGroup, StageKind } from './stage.dto';
import { ofPipeline } from './stage-order';

/** What rules need to know of a stage. */
export interface StageInfo {
  readonly id: string;
  readonly pipeline_id: string;
  readonly is_default: boolean;
  readonly name: string;
  readonly kind: StageKind;
  readonly group: StageGroup;
  readonly position: number;
  readonly probability: number;
  readonly required_fields: readonly string[];
}

/** The stages that records of one kind can stand in, read when a rule of a write first needs them. */
export class KnownStages {
  private stages: ReadonlyMap<string, StageInfo> | null = null;

  constructor(
    readonly object: StagedObject,
    readonly ctx: RequestContext,
    readonly tx: Transaction,
  ) {}

  /** By id; one that is deleted, or whose pipeline is, is missing. */
  async byId(): Promise<ReadonlyMap<string, StageInfo>> {
    this.stages ??= new Map((await this.read()).map((stage) => [stage.id, stage]));
    return this.stages;
  }

  /** Those of one pipeline in the order in which records go through them. */
  async inOrder(pipelineId: string): Promise<StageInfo[]> {
    return ofPipeline([...(await this.byId()).values()], pipelineId);
  }

  /**
   * Keeps stages and their pipelines from being deleted until the transaction ends, and answers with those that are still
   * there: whoever deletes one waits for us, or we for them.
   */
  async hold(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { workspaceId } = this.ctx;
    const held = await this.tx.sql<{ id: string }>('stages.hold', HOLD, [workspaceId, ids]);
    return new Set(held.map(({ id }) => id));
  }

  /** The groups of stages, also of those that are deleted. */
  async groupsOf(ids: readonly string[]): Promise<ReadonlyMap<string, StageGroup>> {
    if (ids.length === 0) return new Map();
    const rows = await this.tx.sql<Pick<StageInfo, 'id' | 'group'>>('stages.groups_of', GROUPS, [
      this.ctx.workspaceId,
      [...new Set(ids)],
    ]);
    return new Map(rows.map(({ id, group }) => [id, group]));
  }

  private read(): Promise<StageInfo[]> {
    return this.tx.sql<StageInfo>('stages.of_object', STAGES_OF_OBJECT, [this.ctx.workspaceId, this.object]);
  }
}

const STAGES_OF_OBJECT = `
  SELECT s.id, s.pipeline_id, p.is_default, s.name, s.kind, s."group", s.position, s.probability, s.required_fields
  FROM stages s JOIN pipelines p ON p.workspace_id = $1 AND p.id = s.pipeline_id
  WHERE s.workspace_id = $1 AND p.object = $2 AND s.deleted_at IS NULL AND p.deleted_at IS NULL
  ORDER BY s.position, s.id`;

const GROUPS = 'SELECT id, "group" FROM stages WHERE workspace_id = $1 AND id = ANY ($2::uuid[])';

const HOLD = `
  SELECT s.id FROM stages s JOIN pipelines p ON p.workspace_id = $1 AND p.id = s.pipeline_id
  WHERE s.workspace_id = $1 AND s.id = ANY ($2::uuid[]) AND s.deleted_at IS NULL AND p.deleted_at IS NULL
  ORDER BY s.id FOR KEY SHARE OF s, p`;
