import type { MatchedObject } from '@crm/matching';
import type { ListStrategy, Strategy } from '@crm/merges';

import type { SurvivorPolicy } from './cluster-merge.dto';

/** A merge of clusters as callers ask for it. */
export interface ClusterMergeInput {
  readonly object: MatchedObject;
  readonly filter?: unknown;
  readonly ids?: readonly string[] | null;
  readonly survivor?: SurvivorPolicy;
  readonly strategy?: Strategy;
  readonly lists?: ListStrategy;
}

/** The clusters that are meant: open ones of the kind; an empty filter means all of them. */
export function clusterFilter({ object, filter, ids }: ClusterMergeInput): object {
  const own = { object, state: 'open' };
  if (ids) return { and: [own, { id: { in: ids } }] };
  const isAll = typeof filter === 'object' && filter !== null && Object.keys(filter).length === 0;
  return isAll ? own : { and: [own, filter] };
}
