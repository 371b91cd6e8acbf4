import { createHash } from 'node:crypto';

import { hiddenBy, type Rights } from '@platform/http';

export const PAYLOADS = ['full', 'thin'] as const;

/** How much of a thing a body tells: all that its reader may see, or which it is. */
export type Payload = (typeof PAYLOADS)[number];

export const API_VERSIONS = ['v1'] as const;

/** As which version of the API shows them things are told. */
export type ApiVersion = (typeof API_VERSIONS)[number];

/** What makes the body of an event: the same event and the same rendering are the same bytes for ever. */
export interface Rendering {
  readonly version: ApiVersion;
  readonly payload: Payload;
  /** The fields of the thing that are told; null for all. */
  readonly fields: readonly string[] | null;
  /** Tells apart what is hidden from whoever it is made for; null when nothing is. */
  readonly hidden: string | null;
}

/** Everything, for a reader from whom nothing is hidden. */
const WHOLE: Rendering = { version: 'v1', payload: 'full', fields: null, hidden: null };

/** The rendering as a text that is the same for the same rendering; null for the usual one. */
export function renderingKey({ version, payload, fields, hidden }: Rendering): string | null {
  if (payload === 'thin') return JSON.stringify({ version, payload });
  if (fields === null && hidden === null) return null;
  return JSON.stringify({ version, payload, fields: fields && [...fields].sort(), hidden });
}

/** The rendering of a text that `renderingKey` made. */
export const readRendering = (key: string | null): Rendering =>
  key === null ? WHOLE : { ...WHOLE, ...(JSON.parse(key) as Partial<Rendering>) };

/** Tells apart what rights hide; null when that is nothing. */
export function hiddenKey(rights: Rights | null | undefined): string | null {
  const hidden = rights ? hiddenBy(rights) : null;
  if (!hidden) return null;
  const names = [...hidden].flatMap(([object, fields]) => [...fields].map((field) => `${object}.${field}`));
  return createHash('sha256').update(names.sort().join()).digest('base64url').slice(0, 16);
}
