export { makeDefaultRules } from './default-rules';
export { duplicateRuleType } from './duplicate-rule.record-type';
export { DuplicatesModule } from './duplicates.module';
export { fillMatchKeys } from './match-key-filler';
export { matchKeysOf } from './match-key-lookup';
