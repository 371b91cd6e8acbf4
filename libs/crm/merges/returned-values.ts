import { isMergedObject, type MergedObject } from '@crm/merged-ids';
import { type Columns, idsWithin, type RowPart, withIds } from '@crm/records';

import type { MergeJournal, PartChange } from './merge.entity';
import { isSame } from './moving';

/** Which records answer for ids of a kind that were merged since. */
export type Survivors = (
  object: MergedObject,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, string>>;

/** What a survivor gets back, and the fields of which something stays because they were changed since. */
export interface ReturnedValues {
  readonly values: ReadonlyMap<string, unknown>;
  readonly kept: readonly string[];
}

/** Compares a survivor with what a merge made of it. */
export async function returnedValues(
  parts: readonly RowPart[],
  row: Columns,
  { changes, survivors }: { readonly changes: MergeJournal['parts']; readonly survivors: Survivors },
): Promise<ReturnedValues> {
  const values = new Map<string, unknown>();
  const kept: string[] = [];
  for (const part of parts) {
    const change = changes[part.path];
    if (!change) continue;
    const { before, after } = await current(part, change, survivors);
    const now = part.read(row);
    if (isSame(now, after)) values.set(part.path, before);
    else {
      const left = part.entries && withoutAdded(part.entries, { before, after, now });
      if (left) values.set(part.path, left);
      if (!part.entries || !haveSameEntries(part.entries, before, left ?? now)) kept.push(part.path);
    }
  }
  // The list says which company is the primary one.
  if (values.has('companies')) values.delete('company_id');
  const mode = values.get('amount_mode') ?? row.amount_mode;
  if (mode === 'line_items') values.delete('amount');
  return { values, kept };
}

/** Both sides as they would be written today: records that were merged since are named by who answers for them. */
async function current({ names }: RowPart, change: PartChange, survivors: Survivors): Promise<PartChange> {
  if (names === null || !isMergedObject(names)) return change;
  const ids = [change.before, change.after].flatMap((side) => idsWithin(side, names));
  const now = ids.length > 0 ? await survivors(names, ids) : new Map<string, string>();
  return now.size === 0
    ? change
    : { before: withIds(change.before, names, now), after: withIds(change.after, names, now) };
}

type Entries = NonNullable<RowPart['entries']>;

/** The list with the entries that nobody has changed since as they were before, without those that the merge has added; null when that is how it is. */
function withoutAdded(
  { sameness }: Entries,
  { before, after, now }: PartChange & { readonly now: unknown },
): unknown[] | null {
  const known = new Map(listOf(before).map((entry) => [sameness(entry), entry]));
  const merged = Map.groupBy(listOf(after), sameness);
  const left = listOf(now).flatMap((entry) => {
    const key = sameness(entry);
    if (!isMadeOf(entry, merged.get(key) ?? [])) return [entry];
    return known.has(key) ? [known.get(key)] : [];
  });
  return isSame(left, now) ? null : marked(left);
}

const listOf = (side: unknown): unknown[] => (Array.isArray(side) ? side : []);

const haveSameEntries = ({ sameness }: Entries, one: unknown, other: unknown): boolean =>
  isSame(listOf(one).map(sameness).sort(), listOf(other).map(sameness).sort());

/** Whether all that an entry says stands in one of those that have become one. Which is the first to use says nothing of it. */
function isMadeOf(entry: unknown, those: readonly unknown[]): boolean {
  if (typeof entry !== 'object' || entry === null) return those.some((one) => isSame(one, entry));
  return Object.entries(entry).every(
    ([name, value]) => name === 'primary' || those.some((one) => isSame((one as Columns)[name], value)),
  );
}

/** One entry is the first to use, where entries say so. */
function marked(list: unknown[]): unknown[] {
  const entries = list as Columns[];
  if (!entries.some((entry) => entry instanceof Object && 'primary' in entry)) return list;
  const chosen = Math.max(
    0,
    entries.findIndex(({ primary }) => primary === true),
  );
  return entries.map((entry, at) => ({ ...entry, primary: at === chosen }));
}

/** The entries that a merge has added to the lists of its survivor that name records, by path: those that they stand by. */
export function addedEntries(
  parts: readonly RowPart[],
  changes: MergeJournal['parts'],
): ReadonlyMap<string, (entry: unknown) => boolean> {
  return new Map(
    parts.flatMap(({ path, entries, names }) => {
      const change = changes[path];
      if (!entries || names === null || !change) return [];
      const known = new Set(listOf(change.before).map(entries.sameness));
      const added = new Set(
        listOf(change.after)
          .map(entries.sameness)
          .filter((key) => !known.has(key)),
      );
      return added.size === 0
        ? []
        : [[path, (entry: unknown) => added.has(entries.sameness(entry))] as const];
    }),
  );
}
