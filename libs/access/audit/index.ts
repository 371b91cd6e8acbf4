export { AuditModule, AuditReadModule } from './audit.module';
export { AuditLog } from './audit-log';
export { verifyAuditLogs } from './verify-audit-logs';
