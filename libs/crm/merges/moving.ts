import type { MergedObject } from '@crm/merged-ids';
import { toTypeId } from '@platform/ids';

/** Records of a kind whose links go over to another one; each id in its stored form, and in its public one. */
export interface Moving {
  readonly object: MergedObject;
  readonly from: ReadonlySet<string>;
  readonly to: string;
  readonly publicFrom: ReadonlySet<string>;
  readonly publicTo: string;
}

/** The same from the ids alone. */
export const movingOf = (object: MergedObject, from: readonly string[], to: string): Moving => ({
  object,
  from: new Set(from),
  to,
  publicFrom: new Set(from.map((id) => toTypeId(object, id))),
  publicTo: toTypeId(object, to),
});

/** Whether two values are the same, whatever the order of the keys in their objects. */
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
