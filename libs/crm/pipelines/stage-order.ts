import type { StageKind } from './stage.dto';

/** What decides a stage's place in its pipeline. */
interface OrderedStage {
  readonly id: string;
  readonly kind: StageKind;
  readonly position: number;
}

const RANKS: Readonly<Record<StageKind, number>> = { initial: 0, regular: 1, success: 2, failure: 3 };

/** The initial stage comes before all others, and the ends behind them, whatever their positions. */
export const stageRank = ({ kind }: Pick<OrderedStage, 'kind'>): number => RANKS[kind];

const byOrder = (a: OrderedStage, b: OrderedStage): number =>
  stageRank(a) - stageRank(b) || a.position - b.position || (a.id < b.id ? -1 : 1);

/** The stages of one pipeline in the order in which records go through them; those of failure stand beside the way, last. */
export const ofPipeline = <Stage extends OrderedStage & { readonly pipeline_id: string }>(
  stages: readonly Stage[],
  pipelineId: string,
): Stage[] => stages.filter(({ pipeline_id }) => pipeline_id === pipelineId).sort(byOrder);

/** Whether a record goes forward from one stage to another: on the way of one pipeline, onto it from failure, or into another one. */
export function isForward(
  from: (OrderedStage & { readonly pipeline_id: string }) | undefined,
  to: OrderedStage & { readonly pipeline_id: string },
): boolean {
  if (!from || from.pipeline_id !== to.pipeline_id) return true;
  return to.kind !== 'failure' && (from.kind === 'failure' || byOrder(from, to) < 0);
}
