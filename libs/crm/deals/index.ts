export { dealType } from './deal.record-type';
