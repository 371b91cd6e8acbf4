import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { formText, type Html, html, PageCookies } from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { expiredForm } from './page-error';
import type { SignedIn } from './sign-in-sessions';

const FIELD = '_csrf';
const COOKIE = 'form';

/** What every form of somebody who is signed in has to carry. */
export const csrfField = ({ csrfToken }: Pick<SignedIn, 'csrfToken'>): Html => fieldOf(csrfToken);

/** Refuses a form that was not made for this session, or that another site sent. Throws the page for an expired form, 403. */
export function checkCsrf(request: FastifyRequest, { csrfToken }: Pick<SignedIn, 'csrfToken'>): void {
  if (!isFromOurPages(request) || !isSame(formText(request, FIELD), csrfToken)) throw expiredForm();
}

/** The same for forms of visitors whom nobody knows yet: bound to the browser by a cookie of its own. */
@Injectable()
export class VisitorForms {
  constructor(private readonly cookies: PageCookies) {}

  /** What the form has to carry; the browser gets its cookie when it has none. */
  field(request: FastifyRequest, reply: FastifyReply): Html {
    const known = this.cookies.read(request, COOKIE);
    const secret = known !== null && SECRET.test(known) ? known : randomBytes(32).toString('base64url');
    if (secret !== known) this.cookies.set(reply, COOKIE, secret);
    return fieldOf(proofOf(secret));
  }

  check(request: FastifyRequest): void {
    const secret = this.cookies.read(request, COOKIE);
    const isGood =
      secret !== null && SECRET.test(secret) && isSame(formText(request, FIELD), proofOf(secret));
    if (!isGood || !isFromOurPages(request)) throw expiredForm();
  }
}

const SECRET = /^[\w-]{43}$/;

const fieldOf = (proof: string): Html => html`<input type="hidden" name="${FIELD}" value="${proof}">`;

const proofOf = (secret: string): string => createHash('sha256').update(`form ${secret}`).digest('base64url');

/** What browsers tell of where a request comes from (W3C Fetch Metadata); older ones tell nothing. */
function isFromOurPages({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
