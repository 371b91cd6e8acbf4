export { type ClaimedItem, type ItemClaim, ItemKeys } from './item-keys';
export { Writes } from './writes';
export { WritesModule } from './writes.module';
export { WritesUpkeepModule } from './writes-upkeep.module';
