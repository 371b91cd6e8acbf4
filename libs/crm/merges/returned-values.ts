import { isMergedObject, type MergedObject } from '@crm/merged-ids';
import { type Columns, idsWithin, type RowPart, withIds } from '@crm/records';

import type { MergeJournal, PartChange } from './merge.entity';
import { isSame } from './moving';

/** Which records answer for ids of a kind that were merged since. */
export type Survivors = (object: MergedObject, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

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
      kept.push(part.path);
      const left = part.entries && withoutAdded(part.entries, { before, after, now });
      if (left) values.set(part.path, left);
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

/** The list without the entries that the merge has added and that nobody has changed since; null when there is none. */
function withoutAdded(
  { sameness }: Entries,
  { before, after, now }: PartChange & { readonly now: unknown },
): unknown[] | null {
  const listOf = (side: unknown): unknown[] => (Array.isArray(side) ? side : []);
  const known = new Set(listOf(before).map(sameness));
  const added = new Map(listOf(after).map((entry) => [sameness(entry), entry]));
  const isAdded = (entry: unknown): boolean => {
    const key = sameness(entry);
    return !known.has(key) && added.has(key) && isSame(unmarked(added.get(key)), unmarked(entry));
  };
  const left = listOf(now).filter((entry) => !isAdded(entry));
  return left.length === listOf(now).length ? null : marked(left);
}

/** Which entry is the first to use says nothing of the entry. */
const unmarked = (entry: unknown): unknown =>
  typeof entry === 'object' && entry !== null ? { ...entry, primary: null } : entry;

/** One entry is the first to use, where entries say so. */
function marked(list: unknown[]): unknown[] {
  const entries = list as Columns[];
  const isMarked = entries.length === 0 || entries.some((entry) => !(entry instanceof Object) || entry.primary !== false);
  return isMarked ? list : entries.map((entry, at) => ({ ...entry, primary: at === 0 }));
}
