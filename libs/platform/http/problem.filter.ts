import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Callers } from './callers';
import { sendProblem, statusOf } from './send-problem';

/** Every error that a route throws is answered as a problem; whoever fails before the guard pays for it as well. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly settings: Settings,
    private readonly callers: Callers,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const send = (problem: unknown): void =>
      sendProblem(this.settings.publicUrl, problem, request, http.getResponse<FastifyReply>());
    if (!isCallersFault(error) || this.callers.isCharged(request)) send(error);
    else void this.callers.chargeFailed(request).then((refusal) => send(refusal ?? error), send);
  }
}

/** A 429 was charged where it arose. */
function isCallersFault(error: unknown): boolean {
  const status = statusOf(error);
  return status < 500 && status !== 429;
}
