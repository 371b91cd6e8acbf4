export { BulkUpdatesModule, BulkUpdateWorkerModule } from './bulk-updates.module';
