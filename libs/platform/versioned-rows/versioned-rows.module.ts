import { Module } from '@nestjs/common';

import { VersionedRows } from './versioned-rows';

/** Things that are not records: one row each, a version, and an event for every change. */
@Module({ providers: [VersionedRows], exports: [VersionedRows] })
export class VersionedRowsModule {}
