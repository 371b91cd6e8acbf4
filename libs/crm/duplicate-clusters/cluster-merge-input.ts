import type { MatchedObject } from '@crm/matching';
import type { ListStrategy, Strategy } from '@crm/merges';

import type { SurvivorPolicy } from './cluster-merge.dto';

/** A merge of clusters as callers ask for it. */
export interface ClusterMergeInput {
  readonly object: MatchedObject;
  readonly filter?: unknown;
  readonly ids?: readonly string[];
  readonly survivor?: SurvivorPolicy;
  readonly strategy?: Strategy;
  readonly lists?: ListStrategy;
}

/** The clusters that are meant: open ones of the kind. */
export const clusterFilter = ({ object, filter, ids }: ClusterMergeInput): object => ({
  and: [{ object, state: 'open' }, ...(ids ? [{ id: { in: ids } }] : []), ...(filter ? [filter] : [])],
});
