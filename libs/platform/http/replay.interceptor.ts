import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';

import type { GuardedRequest } from './access.guard';

/** Marks an answer that repeats an earlier one (Idempotency-Key) with `Idempotent-Replayed: true`. */
@Injectable()
export class ReplayInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp();
    const { context } = http.getRequest<GuardedRequest>();
    if (!context?.write.idempotency) return next.handle();
    return next.handle().pipe(
      tap(() => {
        if (context.replayed) http.getResponse<FastifyReply>().header('idempotent-replayed', 'true');
      }),
    );
  }
}
