import { AuditModule } from '@access/audit';
import { RecordWritesModule } from '@crm/records';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VersionedRowsModule } from '@platform/versioned-rows';
import { WritesModule } from '@platform/writes';

import { CaptureWork } from './capture-work';
import { Captures } from './captures';
import { IncomingCapture } from './incoming-capture.entity';
import { IncomingCapturesController } from './incoming-captures.controller';
import { IncomingIntake } from './incoming-intake';
import { IncomingToken } from './incoming-token.entity';
import { IncomingTrials } from './incoming-trials';
import { IncomingUrl } from './incoming-url.entity';
import { IncomingUrlsController } from './incoming-urls.controller';
import { IncomingUrlsService } from './incoming-urls.service';
import { IncomingWriter } from './incoming-writer';
import { ReceiveController } from './receive.controller';

/** Addresses that make records of what other services post. */
@Module({
  imports: [
    TypeOrmModule.forFeature([IncomingUrl, IncomingToken, IncomingCapture]),
    AuditModule,
    RecordWritesModule,
    VersionedRowsModule,
    WritesModule,
  ],
  controllers: [IncomingUrlsController, IncomingCapturesController, ReceiveController],
  providers: [IncomingUrlsService, IncomingTrials, IncomingIntake, IncomingWriter, Captures, CaptureWork],
})
export class IncomingModule {}
