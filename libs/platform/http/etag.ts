import { createHash } from 'node:crypto';

import type { FastifyReply } from 'fastify';

/** The strong ETag of a version of a record (RFC 9110, section 8.8.3), and of the fields when only some were chosen. */
export function etagOf(version: number, fields?: readonly string[]): string {
  if (!fields) return `"${version}"`;
  const hash = createHash('sha256').update(fields.toSorted().join()).digest('base64url');
  return `"${version}-${hash.slice(0, 8)}"`;
}

/** What is answered as a whole, with its version as the ETag of the answer. */
export function tagged<View extends { readonly version: number }>(reply: FastifyReply, view: View): View {
  reply.header('etag', etagOf(view.version));
  return view;
}

/**
 * Null when an If-Match header allows a write on this version; it compares the version alone. Otherwise the newest version
 * before it that the caller says to have read, 0 when none.
 */
export function staleVersion(ifMatch: string | undefined, version: number): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const versions = ifMatch.split(',').map((tag) => Number(/^"(\d{1,10})(?:-[^"]*)?"$/.exec(tag.trim())?.[1]));
  if (versions.includes(version)) return null;
  return Math.max(0, ...versions.filter((known) => known < version));
}

/** Whether an If-None-Match header says that the caller already has this answer (weak comparison). */
export function isKnownToCaller(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return (
    ifNoneMatch.trim() === '*' ||
    ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  );
}
