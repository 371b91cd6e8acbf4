import { type Columns, isBlank, type RecordRow, type RowPart } from '@crm/records';

import { isSame } from './moving';
import { type Candidate, inOrder, type ListStrategy, longestOf, type Strategy } from './strategy';

/** How values are chosen. */
export interface Choice {
  readonly strategy: Strategy;
  readonly lists: ListStrategy;
  /** The stored id of the record from which a field is taken, by its path. */
  readonly chosen: ReadonlyMap<string, string>;
}

/** Why a value stands in the result. */
export type Reason = 'chosen' | 'united' | 'refused' | Strategy;

/** A field in which the records differ, and how that was settled. */
export interface Conflict {
  readonly field: string;
  /** In public form, with the stored id of the record that has it. */
  readonly values: readonly { readonly id: string; readonly value: unknown }[];
  /** The stored id of the record whose value it is; null when it is of several. */
  readonly from: string | null;
  readonly why: Reason;
  /** Entries of a list for which there was no room. */
  readonly leftOut: number;
}

/** What the survivor is to be. */
export interface MergedValues {
  /** The stored values that it gets, by path: those that differ from its own. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly conflicts: readonly Conflict[];
}

/** Says what a survivor must do with lists that may not lose an entry. */
interface Settled {
  readonly value: unknown;
  readonly from: string | null;
  readonly why: Reason;
  readonly leftOut: number;
}

type Row = RecordRow & Columns;

/** Fields that a strategy never takes from elsewhere: they say where a record stands and whose it is, or follow from others. */
const OWN: ReadonlySet<string> = new Set([
  ...['pipeline_id', 'stage_id', 'probability', 'amount_mode'],
  ...['owner_id', 'parent_id', 'company_id', 'lead_id', 'include_in_export'],
]);

/** Lists that are united whatever the caller wants: what they hold leads to the record. */
const ALWAYS_UNITED: ReadonlySet<string> = new Set(['external_ids']);

/** Works out the survivor's values from all rows, its own first; rows stay as they are. */
export function mergedValues(parts: readonly RowPart[], rows: readonly Row[], choice: Choice): MergedValues {
  const [survivor] = rows;
  if (!survivor) throw new Error('A merge has a survivor.');
  const records = rows.map((row) => ({ ...candidate(row, parts), row }));
  const values = new Map<string, unknown>();
  const conflicts: Conflict[] = [];
  for (const part of parts) {
    const having = records.filter(({ row }) => !isBlank(part.present(row)));
    const settled = settle(part, records, having, choice);
    if (!isSame(settled.value, part.read(survivor))) values.set(part.path, settled.value);
    const told = having.map(({ id, row }) => ({ id, value: part.present(row) }));
    const isOne = told.every(({ value }) => isSame(value, told[0]?.value));
    if (!isOne || settled.leftOut > 0) {
      const { from, why, leftOut } = settled;
      conflicts.push({ field: part.path, values: told, from, why, leftOut });
    }
  }
  return { values, conflicts };
}

type Known = Candidate & { readonly row: Row };

const candidate = (row: Row, parts: readonly RowPart[]): Candidate => ({
  id: row.id,
  created_at: row.created_at,
  updated_at: row.updated_at,
  filled: parts.filter((part) => !isBlank(part.present(row))).length,
});

const settle = (
  part: RowPart,
  records: readonly Known[],
  having: readonly Known[],
  choice: Choice,
): Settled =>
  chosenValue(part, records, choice) ??
  unitedValue(part, having, choice) ??
  winningValue(part, records, having, choice);

function chosenValue({ path, read }: RowPart, records: readonly Known[], { chosen }: Choice): Settled | null {
  const source = records.find(({ id }) => id === chosen.get(path));
  return source ? { value: read(source.row), from: source.id, why: 'chosen', leftOut: 0 } : null;
}

function unitedValue(part: RowPart, having: readonly Known[], { lists }: Choice): Settled | null {
  const isUnited = part.entries !== null && (lists === 'union' || ALWAYS_UNITED.has(part.path));
  return isUnited && having.length > 1 ? unite(part, having) : null;
}

function winningValue(
  { path, entries, read }: RowPart,
  records: readonly Known[],
  having: readonly Known[],
  { strategy }: Choice,
): Settled {
  const won = (one: Known | undefined, why: Reason): Settled => ({
    value: one ? read(one.row) : null,
    from: one?.id ?? null,
    why,
    leftOut: 0,
  });
  const [own] = having.length > 0 ? having : records;
  if (OWN.has(path) || entries !== null) return won(own, 'survivor');
  if (strategy !== 'longest') return won(inOrder(having, strategy)[0] ?? own, strategy);
  const longest = longestOf(having, ({ row }) => read(row));
  return longest ? won(longest, strategy) : won(own, 'survivor');
}

/** Every entry once, those of the survivor first; as many as there may be. */
function unite({ entries, read }: RowPart, having: readonly Known[]): Settled {
  const union = new Map<string, unknown>();
  for (const { row } of having) {
    for (const entry of read(row) as unknown[]) {
      const key = entries?.sameness(entry) ?? '';
      if (!union.has(key)) union.set(key, union.size === 0 ? entry : notFirst(entry, having[0]?.row === row));
    }
  }
  const all = [...union.values()];
  const kept = all.slice(0, entries?.max ?? all.length);
  return { value: kept, from: null, why: 'united', leftOut: all.length - kept.length };
}

/** An entry of another record is not the first to use. */
const notFirst = (entry: unknown, isOwn: boolean): unknown =>
  !isOwn && typeof entry === 'object' && entry !== null && 'primary' in entry
    ? { ...entry, primary: false }
    : entry;
