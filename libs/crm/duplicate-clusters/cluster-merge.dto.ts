import { MATCHED_OBJECTS, type MatchedObject } from '@crm/matching';
import { LIST_STRATEGIES, type ListStrategy, STRATEGIES, type Strategy } from '@crm/merges';
import { contractName } from '@crm/records';
import { ChoiceField, IdsField, JsonField } from '@platform/http';

import { DuplicateClusterDto } from './duplicate-cluster.dto';

/** Which record of a cluster the others are merged into. */
export const SURVIVORS = ['oldest', 'newest', 'last_changed', 'most_complete'] as const;
export type SurvivorPolicy = (typeof SURVIVORS)[number];

const MOST_IDS = 500;
const SOMETIMES = { optional: true, nullable: false };

/** Which clusters are merged, and how. */
export class MergeClustersDto {
  @ChoiceField(MATCHED_OBJECTS, { example: 'contact', description: 'The kind of record.' })
  object: MatchedObject;
  @JsonField(
    { $ref: `#/components/schemas/${contractName(DuplicateClusterDto, 'Filter')}` },
    {
      ...SOMETIMES,
      example: { score: { gte: '0.95' } },
      description: 'Of the open clusters of the kind, those that meet it; or name them by `ids`.',
    },
  )
  filter?: unknown;
  @IdsField('duplicate_cluster', {
    ...SOMETIMES,
    max: MOST_IDS,
    description: 'The clusters; or say by `filter` which.',
  })
  ids?: string[];
  @ChoiceField(SURVIVORS, {
    ...SOMETIMES,
    example: 'oldest',
    description:
      'Which record stays: the one that was made first (`oldest`, unless told) or last (`newest`), the one that was changed last, or the one with most fields filled in.',
  })
  survivor?: SurvivorPolicy;
  @ChoiceField(STRATEGIES, {
    ...SOMETIMES,
    example: 'survivor',
    description: 'Whose value wins where several have one, as in a merge of records.',
  })
  strategy?: Strategy;
  @ChoiceField(LIST_STRATEGIES, { ...SOMETIMES, example: 'union', description: 'What becomes of lists.' })
  lists?: ListStrategy;
}
