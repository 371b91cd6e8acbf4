import type { Columns, FieldKind, Survivors } from './field-kind';

/** A value that a caller gave for a field, with survivors in the place of the merged records that it names. */
export function followedValue(kind: FieldKind, value: unknown, survivors: Survivors | undefined): unknown {
  if (!survivors || survivors.size === 0) return value;
  if (kind.follow) return kind.follow(value, survivors);
  const beside = kind.listed?.beside ?? (kind.mixed && 'id');
  return beside !== undefined && Array.isArray(value)
    ? followedEntries(value as Columns[], beside, survivors)
    : value;
}

/**
 * Entries that name one record by several of its ids become one: the later one in the place of the first, primary when one of them
 * was. The same id twice stays the caller's mistake.
 */
function followedEntries(entries: readonly Columns[], beside: string, survivors: Survivors): Columns[] {
  const kept: Columns[] = [];
  const first = new Map<unknown, { readonly named: unknown; readonly at: number }>();
  for (const entry of entries) {
    const named = entry[beside];
    const id = survivors.get(String(named)) ?? named;
    const known = first.get(id);
    if (known && known.named !== named) kept[known.at] = { ...joined(kept[known.at], entry), [beside]: id };
    else kept.push({ ...entry, [beside]: id });
    if (!known) first.set(id, { named, at: kept.length - 1 });
  }
  return kept;
}

const joined = (first: Columns | undefined, later: Columns): Columns => {
  const isPrimary = first?.primary === true || later.primary === true;
  return { ...first, ...later, ...(isPrimary && { primary: true }) };
};
