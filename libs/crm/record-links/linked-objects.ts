import { type IdKind, kindOf } from '@platform/ids';

/** The kinds of record that things can belong to. */
export const LINKED_OBJECTS = ['lead', 'deal', 'contact', 'company'] as const;

export type LinkedObject = (typeof LINKED_OBJECTS)[number];

const isLinked = (kind: IdKind | null): kind is LinkedObject =>
  (LINKED_OBJECTS as readonly (IdKind | null)[]).includes(kind);

/** The kind of record that a public id names, or null when things cannot belong to it. */
export function linkedObjectOf(id: string): LinkedObject | null {
  const kind = kindOf(id);
  return isLinked(kind) ? kind : null;
}

/** What belongs to records, by the names that filters and lists under a record call it. */
export const LINKED_THINGS = {
  activities: { kind: 'activity', through: 'links' },
  notes: { kind: 'note', through: 'links' },
  files: { kind: 'file', through: 'links' },
} as const;
