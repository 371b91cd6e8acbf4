import { DealwrightError } from './errors.ts';

/** What the server said about an answer beside its body. */
export interface AnswerMeta {
  readonly status: number;
  readonly headers: Headers;
  /** The version of the record, for `ifMatch`; null for answers that have none, such as lists. */
  readonly etag: string | null;
  /** Name it when you ask for help; the events that a write caused carry it too. */
  readonly requestId: string | null;
  /** Whether this is the kept answer of an earlier write with the same Idempotency-Key. */
  readonly replayed: boolean;
}

/** Beside the answers, not in them: a record stays exactly what the server sent, also when it is serialised. */
const known = new WeakMap<object, AnswerMeta>();

/** Status, headers, ETag and request id of an answer that this client returned; undefined for any other object. */
export const metaOf = (answer: object): AnswerMeta | undefined => known.get(answer);

/** Keeps what came with an answer for as long as the answer itself lives. */
export function remember(answer: unknown, { status, headers }: Response): void {
  if (typeof answer !== 'object' || answer === null) return;
  known.set(answer, {
    status,
    headers,
    etag: headers.get('etag'),
    requestId: headers.get('request-id'),
    replayed: headers.get('idempotent-replayed') === 'true',
  });
}

/** The If-Match header for a record, or for an ETag; the server compares the version alone. */
export function ifMatchOf(recordOrEtag: string | object): string {
  if (typeof recordOrEtag === 'string') return recordOrEtag;
  const etag = metaOf(recordOrEtag)?.etag;
  if (etag) return etag;
  if ('version' in recordOrEtag && Number.isInteger(recordOrEtag.version)) return `"${recordOrEtag.version}"`;
  throw new DealwrightError(
    'ifMatch takes an ETag, a record with its version, or the very object that get, create or update returned',
  );
}
