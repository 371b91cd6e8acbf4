export { type Asked, type KindOfRow, type VersionedRow, VersionedRows } from './versioned-rows';
export { VersionedRowsModule } from './versioned-rows.module';
export { differences, refuseStale, type Seen } from './versions';
