export { resultsOf } from './bulk-update-results';
export { BulkUpdatesModule, BulkUpdateWorkerModule } from './bulk-updates.module';
