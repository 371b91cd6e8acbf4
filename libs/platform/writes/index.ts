export { Writes } from './writes';
export { WritesModule } from './writes.module';
export { WritesUpkeepModule } from './writes-upkeep.module';
