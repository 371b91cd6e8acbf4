import { isForward, KnownStages, type StagedObject, type StageInfo } from '@crm/pipelines';
import { RecordTrials, type RecordType, type Trial } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { notFound, type RequestContext } from '@platform/http';
import { toTypeId, toUuid } from '@platform/ids';

import type { Step, TransitionDto } from './transition.dto';

/** Tells where a record can go, and what it would need there. */
@Injectable()
export class Transitions {
  constructor(private readonly trials: RecordTrials) {}

  /**
   * Every other stage of the record's pipeline, or of the one that is named, in order. What speaks against a stage is asked
   * of the rules that a change would meet. 404 when the record or the pipeline is not there.
   */
  async of(
    ctx: RequestContext,
    type: RecordType,
    id: string,
    pipelineId: string | null,
  ): Promise<TransitionDto[]> {
    let from: StageInfo | undefined;
    let targets: readonly StageInfo[] = [];
    const trials = await this.trials.of(ctx, type, id, async (record, tx) => {
      const stages = new KnownStages(type.name as StagedObject, ctx, tx);
      const own = toUuid('pipeline', String(record.pipeline_id)) ?? '';
      const current = toUuid('stage', String(record.stage_id)) ?? '';
      from = (await stages.byId()).get(current);
      const there = await stages.inOrder(pipelineId ?? own);
      if (there.length === 0) throw notFound('pipeline');
      targets = there.filter((stage) => stage.id !== current);
      return targets.map((stage) => ({ stage_id: toTypeId('stage', stage.id) }));
    });
    return targets.flatMap((stage, at) => {
      const trial = trials[at];
      return trial ? [transition(stage, stepTo(from, stage), trial)] : [];
    });
  }
}

const MISSING = 'required_in_stage';

function transition(stage: StageInfo, step: Step, { faults }: Trial): TransitionDto {
  return {
    stage_id: toTypeId('stage', stage.id),
    pipeline_id: toTypeId('pipeline', stage.pipeline_id),
    name: stage.name,
    kind: stage.kind,
    group: stage.group,
    step,
    allowed: faults.length === 0,
    missing_fields: faults
      .filter(({ code }) => code === MISSING)
      .map(({ pointer, detail }) => ({ path: pointer.slice(1).replaceAll('/', '.'), detail })),
    blockers: faults.filter(({ code }) => code !== MISSING).map(({ pointer: _, ...blocker }) => blocker),
  };
}

function stepTo(from: StageInfo | undefined, to: StageInfo): Step {
  if (to.group !== 'open') return 'closing';
  if (from?.pipeline_id !== to.pipeline_id) return 'to_pipeline';
  if (from.group !== 'open') return 'reopening';
  return isForward(from, to) ? 'forward' : 'back';
}
