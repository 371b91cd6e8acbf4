import { Global, Module } from '@nestjs/common';
import { WritesModule } from '@platform/writes';

import { OutsideChecks } from './outside-checks';
import { RecordWriter } from './record-writer';

/** The primitive of every write, and who is asked before it: one of each in a process, with routes or without. */
@Global()
@Module({
  imports: [WritesModule],
  providers: [RecordWriter, OutsideChecks],
  exports: [RecordWriter, OutsideChecks],
})
export class RecordWritesModule {}
