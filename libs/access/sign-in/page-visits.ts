import { Injectable, Logger } from '@nestjs/common';
import { ProblemError } from '@platform/http';
import { html, localPath, type PageLanguage, pageLanguage, sendPage } from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { PageError } from './page-error';
import { type SignedIn, SignInSessions } from './sign-in-sessions';
import { errorTexts } from './texts/error-texts';

/** For so long nobody is asked once more who they are. */
const RECENT_MS = 15 * 60_000;

/** Where somebody signs in to come to a page: a path of ours with its query, else their account. */
export function signInAddress(returnTo: string): string {
  const path = localPath(returnTo);
  return path === null ? '/signin' : `/signin?return_to=${encodeURIComponent(path)}`;
}

/** Leads the browser on; what it sent is not sent again. */
export const leadOn = (reply: FastifyReply, path: string): FastifyReply =>
  reply.header('cache-control', 'no-store').redirect(path, 303);

/** Whoever signs in for an app is led on to it in the same breath, wherever it is: what forms may lead to. */
export const formTargetsTo = (returnTo: string | null): 'any' | [] =>
  returnTo?.startsWith('/oauth/') ? 'any' : [];

/** The token at the end of a page's address. */
export const tokenIn = ({ params }: FastifyRequest): string => {
  const { token } = params as { readonly token?: string };
  return token ?? '';
};

/** A visit of somebody who is signed in. */
export interface Visit {
  readonly signedIn: SignedIn;
  readonly language: PageLanguage;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What all our pages do alike: they know who visits, and say what went wrong. */
@Injectable()
export class PageVisits {
  private readonly logger = new Logger('Pages');

  constructor(private readonly sessions: SignInSessions) {}

  /** A handler for people who are signed in; others are led to sign in and come back. */
  readonly signedIn =
    (handle: (visit: Visit) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const signedIn = await this.sessions.current(request);
      if (!signedIn) return leadOn(reply, signInAddress(request.method === 'GET' ? request.url : '/account'));
      return handle({ signedIn, language: pageLanguage(request, signedIn.user), request, reply });
    };

  /** The same for what a borrowed browser must not do: who has signed in a while ago shows once more who they are. */
  readonly recentlySignedIn = (path: string, handle: (visit: Visit) => Promise<unknown>) =>
    this.signedIn((visit) => {
      const { signedIn, reply } = visit;
      if (signedIn.authenticatedAt.getTime() > Date.now() - RECENT_MS) return handle(visit);
      return Promise.resolve(leadOn(reply, `/account/confirm?return_to=${encodeURIComponent(path)}`));
    });

  /** The page for an error: a sentence for what a visitor can do something about. */
  readonly errorPage = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const language = pageLanguage(request);
    const texts = errorTexts(language);
    const { status, sentence, headers } = toldOf(error);
    if (status >= 500) this.logger.error({ request_id: request.id, err: error }, 'A page failed');
    const body = html`<h1>${texts.title}</h1>
<p role="alert">${texts[sentence]}</p>
<p class="actions"><a class="button quiet" href="/signin">${texts.signIn}</a></p>`;
    return sendPage(reply.headers(headers), { status, title: texts.title, language, body });
  };
}

function toldOf(error: unknown): Pick<PageError, 'status' | 'sentence' | 'headers'> {
  if (error instanceof PageError) return error;
  if (error instanceof ProblemError && error.status < 500) {
    const sentence = error.status === 429 ? 'tooManyTries' : 'notFound';
    return { status: error.status, sentence, headers: error.headers };
  }
  return { status: 500, sentence: 'failed', headers: {} };
}
