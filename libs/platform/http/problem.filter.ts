import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { sendProblem } from './send-problem';

/** Every error that a route throws is answered as a problem. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly settings: Settings) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { publicUrl } = this.settings;
    sendProblem(publicUrl, error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
