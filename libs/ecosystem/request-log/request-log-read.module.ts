import { Module } from '@nestjs/common';
import { RequestLogModule } from '@platform/request-log';

import { RequestLogController } from './request-log.controller';
import { RequestLogReader } from './request-log-reader';

/** Shows the requests of a workspace, with the events that they caused and their deliveries. */
@Module({
  imports: [RequestLogModule],
  controllers: [RequestLogController],
  providers: [RequestLogReader],
})
export class RequestLogReadModule {}
