import { preconditionFailed } from './problems';

/** The strong ETag of a version of a record (RFC 9110, section 8.8.3). */
export const etagOf = (version: number): string => `"${version}"`;

/** Whether an If-Match header allows a write on this version; it compares the version alone. */
export function refuseStale(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const versions = ifMatch.split(',').map((tag) => /^"(\d+)(?:-[^"]*)?"$/.exec(tag.trim())?.[1]);
  if (versions.includes(String(version))) return;
  throw preconditionFailed('The record has changed since you read it: read it again, then decide.', {
    current_etag: etagOf(version),
  });
}

/** Whether an If-None-Match header says that the caller already has this answer (weak comparison). */
export function isKnownToCaller(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return (
    ifNoneMatch.trim() === '*' ||
    ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  );
}
