import type { ObjectRights, Reach, RecordAction } from '@platform/http';

/** The pipelines and stages in which a right reaches equally far. */
export interface Region {
  readonly reach: Reach;
  /** Whether it is everywhere that no rule is about. */
  readonly elsewhere: boolean;
  readonly pipelines: readonly string[];
  readonly stages: readonly string[];
}

/** Where a right reaches how far, for records that are in pipelines: the rule about a stage goes before the one about its pipeline. */
export interface Regions {
  readonly regions: readonly Region[];
  /** All pipelines and stages that a rule is about. */
  readonly pipelines: readonly string[];
  readonly stages: readonly string[];
}

const REACHING: readonly Reach[] = ['all', 'team', 'own'];

/** Where a right reaches anything at all. */
export function regionsOf({ reaches, places }: ObjectRights, action: RecordAction): Regions {
  const ruled = places.flatMap(({ pipelineId, stageId, reaches: own }) => {
    const reach = own[action];
    return reach ? [{ pipelineId, stageId, reach }] : [];
  });
  const pipelines = ruled.filter(({ stageId }) => stageId === null);
  const stages = ruled.flatMap(({ stageId, reach }) => (stageId === null ? [] : [{ stageId, reach }]));
  const regions = REACHING.map((reach) => ({
    reach,
    elsewhere: reaches[action] === reach,
    pipelines: pipelines.filter((rule) => rule.reach === reach).map(({ pipelineId }) => pipelineId),
    stages: stages.filter((rule) => rule.reach === reach).map(({ stageId }) => stageId),
  }));
  return {
    regions: regions.filter(
      (region) => region.elsewhere || region.pipelines.length + region.stages.length > 0,
    ),
    pipelines: pipelines.map(({ pipelineId }) => pipelineId),
    stages: stages.map(({ stageId }) => stageId),
  };
}

/** How far a right reaches at a place; for the object as such when the record is in no pipeline. */
export function reachAt(
  { reaches, places }: ObjectRights,
  action: RecordAction,
  place: { readonly pipelineId: string | null; readonly stageId: string | null },
): Reach {
  const rules = places.filter(
    ({ pipelineId, reaches: own }) => pipelineId === place.pipelineId && own[action],
  );
  const rule =
    rules.find(({ stageId }) => stageId !== null && stageId === place.stageId) ??
    rules.find(({ stageId }) => stageId === null);
  return rule?.reaches[action] ?? reaches[action];
}
