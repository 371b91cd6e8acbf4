import { Module } from '@nestjs/common';

import { LinkedThings } from './linked-things';

/** The way to let what belongs to a record belong to others as well. */
@Module({ providers: [LinkedThings], exports: [LinkedThings] })
export class RecordLinksModule {}
