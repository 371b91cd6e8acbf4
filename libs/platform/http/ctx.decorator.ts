import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import type { GuardedRequest } from './access.guard';
import type { RequestContext } from './request-context';

/** The context of the request, as the guard made it. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): RequestContext => {
  const { context } = execution.switchToHttp().getRequest<GuardedRequest>();
  if (!context) throw new Error('A public route has no request context.');
  return context;
});
