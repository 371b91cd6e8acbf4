import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PrivilegedActions } from '@platform/events';

import { AuditController } from './audit.controller';
import { AuditEntry } from './audit-entry.entity';
import { AuditHead } from './audit-head.entity';
import { AuditLog } from './audit-log';
import { AuditReader } from './audit-reader';

/** Keeps the privileged actions of whatever runs in this process. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditEntry, AuditHead])],
  providers: [AuditLog, { provide: PrivilegedActions, useExisting: AuditLog }],
  exports: [AuditLog, PrivilegedActions],
})
export class AuditModule {}

/** Lets those who may read the log. */
@Module({ imports: [AuditModule], controllers: [AuditController], providers: [AuditReader] })
export class AuditReadModule {}
