import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Database } from '@platform/database';
import { type GuardedRequest, ProblemError, type RequestContext } from '@platform/http';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';

import { mayBeMerged, survivorsOfAny } from './survivors';

/** A request whose path names records that may have been merged. */
interface Visit {
  readonly context: RequestContext;
  readonly url: string;
  /** As the route reads them: what is replaced here is what the operation is asked for. */
  readonly params: Record<string, string>;
  /** The names of those that are ids of such records. */
  readonly names: readonly string[];
  readonly reply: FastifyReply;
}

/**
 * Lets the survivor answer at the address of a record that was merged into it, whatever the operation: one that finds nothing
 * there is asked once more with the survivor's id. Says so in `Content-Location` (RFC 9110, section 8.7). Nothing is looked up
 * for requests that find their record.
 */
@Injectable()
export class FollowMergedIds implements NestInterceptor {
  constructor(private readonly database: Database) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const visit = visitOf(execution);
    return visit ? from(this.answer(visit, next)) : next.handle();
  }

  private async answer(visit: Visit, next: CallHandler): Promise<unknown> {
    const asked = idsOf(visit);
    const answered: unknown = await lastValueFrom<unknown>(next.handle()).catch((error: unknown) =>
      this.again(error, visit, next),
    );
    const { followed, replayed } = visit.context;
    // What was answered before says nothing of how it was found.
    if (replayed) await this.follow(visit);
    const answering = idsOf(visit).map((id) => followed.get(id) ?? id);
    const address = located(visit.url, asked, answering);
    if (address !== visit.url) visit.reply.header('content-location', address);
    return answered;
  }

  private async again(error: unknown, visit: Visit, next: CallHandler): Promise<unknown> {
    if (!(error instanceof ProblemError) || error.status !== 404) throw error;
    if (!(await this.follow(visit))) throw error;
    return lastValueFrom<unknown>(next.handle());
  }

  /** Puts the ids of survivors into the path; whether there were any to put. */
  private async follow(visit: Visit): Promise<boolean> {
    const { context, names, params } = visit;
    const survivors = await survivorsOfAny(this.database, context.workspaceId, idsOf(visit));
    for (const [merged, survivor] of survivors) context.followed.set(merged, survivor);
    for (const name of names) params[name] = survivors.get(params[name] ?? '') ?? params[name] ?? '';
    return survivors.size > 0;
  }
}

/** The ids as they stand in the path now. */
const idsOf = ({ names, params }: Visit): string[] => names.map((name) => params[name] ?? '');

function visitOf(execution: ExecutionContext): Visit | null {
  if (execution.getType() !== 'http') return null;
  const http = execution.switchToHttp();
  const request = http.getRequest<GuardedRequest>();
  const { context, url } = request;
  const params = (request.params ?? {}) as Record<string, string>;
  const names = Object.keys(params).filter((name) => IS_ID.test(name) && mayBeMerged(params[name] ?? ''));
  if (!context || names.length === 0) return null;
  return { context, url, params, names, reply: http.getResponse<FastifyReply>() };
}

/** Other parts of a path may look like an id, and be keys of somebody else's. */
const IS_ID = /^(.+_)?id$/;

/** The address with other ids in the place of those that it names. */
const located = (url: string, asked: readonly string[], others: readonly string[]): string =>
  asked.reduce((address, id, at) => address.replace(`/${id}`, `/${others[at] ?? id}`), url);
