export { followLines } from './amount-mode';
export { dealType } from './deal.record-type';
export { lineSums } from './line-sums';
