import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RouteCatalog } from '@platform/http';
import type { FastifyInstance } from 'fastify';
import { logRequests } from './log-requests';
import { LoggedRequest } from './logged-request.entity';
import { RequestLog } from './request-log';

/** Logs the requests that this process answers. */
@Module({
  imports: [TypeOrmModule.forFeature([LoggedRequest])],
  providers: [RequestLog],
  exports: [RequestLog],
})
export class RequestLogModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly log: RequestLog,
    private readonly routes: RouteCatalog,
  ) {}

  onModuleInit(): void {
    logRequests(this.http.httpAdapter.getInstance<FastifyInstance>(), this.log, this.routes);
  }
}
