export { decimal, printed, rounded } from './decimal';
export { PercentField } from './fields';
export { type LineAmounts, lineAmounts, type PricedLine } from './line-amounts';
export { decimalsOf } from './minor-units';
