import { Module } from '@nestjs/common';
import { CursorCodec } from '@platform/http';

import { VersionedRows } from './versioned-rows';

/** Things that are not records: one row each, a version, and an event for every change. */
@Module({ providers: [CursorCodec, VersionedRows], exports: [VersionedRows] })
export class VersionedRowsModule {}
