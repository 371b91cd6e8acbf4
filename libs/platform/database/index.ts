export { type ConstraintViolation, constraintViolation } from './constraint-violation';
export { Database } from './database';
export { DatabaseModule } from './database.module';
export { DatabaseIsNewerError, type Migration, migrate, pendingMigrations } from './migration';
export { Notifications } from './notifications';
export { Rollback } from './rollback';
export { LocalTable, ReferenceTable, type TableClass, tableClasses, WorkspaceTable } from './table-class';
export type { Sql, Transaction } from './transaction';
export { withConnection } from './with-connection';
