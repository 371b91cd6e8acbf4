export { type Decimal, decimal, printed, rounded } from './decimal';
export { PercentField, QuantityField } from './fields';
export {
  type Discount,
  discounted,
  isTooLarge,
  type LineAmounts,
  lineAmounts,
  type PricedLine,
} from './line-amounts';
export { decimalsOf } from './minor-units';
