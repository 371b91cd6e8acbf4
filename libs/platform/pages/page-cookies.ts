import type { IncomingHttpHeaders } from 'node:http';

import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply } from 'fastify';

/** Cookies of our pages: not for scripts, not for other sites, and over TLS for this host alone (RFC 6265bis, `__Host-`). */
@Injectable()
export class PageCookies {
  private readonly isSecure: boolean;

  constructor({ publicUrl }: Settings) {
    this.isSecure = publicUrl.startsWith('https:');
  }

  read({ headers }: { readonly headers: IncomingHttpHeaders }, name: string): string | null {
    return parseCookie(headers.cookie ?? '')[this.nameOf(name)] ?? null;
  }

  /** Gives the browser a cookie; it goes when the browser ends unless it is told how long it lasts. */
  set(reply: FastifyReply, name: string, value: string, maxAgeSeconds?: number): void {
    const cookie = {
      name: this.nameOf(name),
      value,
      path: '/',
      httpOnly: true,
      secure: this.isSecure,
      sameSite: 'lax',
      ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
    } as const;
    reply.header('set-cookie', stringifySetCookie(cookie));
  }

  clear(reply: FastifyReply, name: string): void {
    this.set(reply, name, '', 0);
  }

  private nameOf(name: string): string {
    return this.isSecure ? `__Host-dw_${name}` : `dw_${name}`;
  }
}
