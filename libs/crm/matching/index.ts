export { type DefaultRule, defaultRules } from './default-rules';
export {
  type ComparedField,
  comparedField,
  comparedFields,
  MATCHED_OBJECTS,
  type MatchedObject,
  type Row,
} from './fields';
export { likelyPairs } from './likely-pairs';
export { findingFields, KEY_COLUMNS, matchKeys } from './match-keys';
export {
  applyRule,
  type Compared,
  type Condition,
  type Explanation,
  keyPrefix,
  keyPrefixes,
  type Match,
  type MatchRule,
  matchesOf,
  Subject,
} from './match-rule';
export { MATCHER_NAMES, type MatcherName } from './matchers';
export { NORMALIZER_NAMES, type NormalizerName } from './normalizers';
