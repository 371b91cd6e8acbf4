import type { MatchedObject } from '@crm/matching';
import { toTypeId } from '@platform/ids';

import { type Candidate, scoreOf } from './candidates';

/** A candidate as callers read it. */
export const toldCandidate = (object: MatchedObject, { id, matches }: Pick<Candidate, 'id' | 'matches'>) => ({
  id: toTypeId(object, id),
  score: scoreOf({ matches }),
  matches: toldMatches(matches),
});

/** The rules that say that two records are the same, and why. */
export const toldMatches = (matches: Candidate['matches']) =>
  matches.map(({ rule, score, compared }) => ({
    rule_id: toTypeId('duplicate_rule', rule.id),
    rule: rule.name,
    score,
    reasons: compared.map(
      ({ field, normalizer, matcher, similarity, is_alike, values: [value, other_value] }) => ({
        field,
        normalizer,
        matcher,
        similarity,
        is_alike,
        value,
        other_value,
      }),
    ),
  }));
