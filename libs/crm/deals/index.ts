export { followLines } from './amount-mode';
export type { Deal } from './deal.entity';
export { dealType } from './deal.record-type';
export { lineSums } from './line-sums';
