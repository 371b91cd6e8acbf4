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
    const now = part.read(row);
    const back = returnedValue(part, await current(part, change, survivors), now);
    if (back.isKept) kept.push(part.path);
    if (!isSame(back.value, now)) values.set(part.path, back.value);
  }
  // The list says which company is the primary one.
  if (values.has('companies')) values.delete('company_id');
  const mode = values.get('amount_mode') ?? row.amount_mode;
  if (mode === 'line_items') values.delete('amount');
  return { values, kept };
}

/** What becomes of one value: what it was when nobody has changed it since; of a list, each entry for itself. */
function returnedValue(
  { entries }: RowPart,
  { before, after }: PartChange,
  now: unknown,
): { readonly value: unknown; readonly isKept: boolean } {
  if (isSame(now, after)) return { value: before, isKept: false };
  if (!entries) return { value: now, isKept: true };
  const value = withoutAdded(entries, { before, after, now }) ?? now;
  return { value, isKept: !haveSameEntries(entries, before, value) };
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
  const marks = marked(left, sameness, firstToUse(sameness, { before, after, now }));
  return isSame(marks, now) ? null : marks;
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

type Sameness = Entries['sameness'];

/** Which entry is the first to use: the one that was before the merge, unless another one was made it since. */
function firstToUse(
  sameness: Sameness,
  { before, after, now }: PartChange & { readonly now: unknown },
): string | undefined {
  const [was, merged, is] = [before, after, now].map((side) => {
    const first = listOf(side).find((entry) => (entry as Columns | null)?.primary === true);
    return first === undefined ? undefined : sameness(first);
  });
  return is === merged ? was : is;
}

/** One entry is the first to use, where entries say so. */
function marked(list: unknown[], sameness: Sameness, first: string | undefined): unknown[] {
  const entries = list as Columns[];
  if (!entries.some((entry) => entry instanceof Object && 'primary' in entry)) return list;
  const wanted = entries.findIndex((entry) => sameness(entry) === first);
  const chosen =
    wanted >= 0
      ? wanted
      : Math.max(
          0,
          entries.findIndex(({ primary }) => primary === true),
        );
  return entries.map((entry, at) => ({ ...entry, primary: at === chosen }));
}

/** The lists of the survivor that name records and that a merge has united, by path. */
export const unitedLists = (parts: readonly RowPart[], changes: MergeJournal['parts']): string[] =>
  parts.flatMap(({ path, entries, names }) => (entries && names !== null && changes[path] ? [path] : []));
