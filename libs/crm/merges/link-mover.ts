import {
  type Columns,
  type Draft,
  type Outcome,
  type RecordRow,
  RecordWriter,
  recordTypeOf,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { ProblemError, type RequestContext, unprocessable } from '@platform/http';
import { type IdKind, toTypeId } from '@platform/ids';

import { customPlaces } from './custom-places';
import type { Moving } from './moving';
import type { Place } from './place';
import { PLACES } from './places';
import { moveRows, nameOfRowPlace, rowPlaces } from './row-places';

/** The rows of one kind of record that name what moves, and where. */
export interface Naming {
  readonly owner: IdKind;
  /** By stored id, in the order in which they are locked. */
  readonly rows: ReadonlyMap<string, readonly Place[]>;
}

/** A link that moved, as the journal keeps it. */
export interface JournalLink {
  readonly link: string;
  readonly row_id: string;
  readonly was: unknown;
}

const AT_ONCE = 500;

/** Lets what names merged records name the survivor, in a transaction that the caller holds. */
@Injectable()
export class LinkMover {
  constructor(private readonly writer: RecordWriter) {}

  /** Looks up what names the records that move. Kinds and rows come in the order in which everybody locks them. */
  async locate(ctx: RequestContext, tx: Transaction, moving: Moving): Promise<Naming[]> {
    const own = new Set([...moving.from, moving.to]);
    const found = new Map<IdKind, Map<string, Place[]>>();
    for (const place of await placesOf(tx, ctx.workspaceId, moving)) {
      const rows = found.get(place.owner) ?? new Map<string, Place[]>();
      found.set(place.owner, rows);
      for (const id of await place.find(tx, ctx.workspaceId, moving)) {
        if (place.owner === moving.object && own.has(id)) continue;
        rows.set(id, [...(rows.get(id) ?? []), place]);
      }
    }
    return [...found].map(([owner, rows]) => ({
      owner,
      rows: new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1))),
    }));
  }

  /** Moves the links of the located rows, which are told of as updated. Problem: 422 that names the row that cannot be moved. */
  async move(
    ctx: RequestContext,
    tx: Transaction,
    { moving, naming }: { readonly moving: Moving; readonly naming: readonly Naming[] },
  ): Promise<JournalLink[]> {
    const journal: JournalLink[] = [];
    for (const { owner, rows } of naming) {
      const edit = (row: Columns, id: string): void => {
        for (const place of rows.get(id) ?? []) {
          const was = place.move(row, moving);
          if (was !== undefined) journal.push({ link: place.name, row_id: String(row.id), was });
        }
      };
      await this.edit(ctx, tx, { owner, ids: [...rows.keys()], edit });
    }
    return journal;
  }

  /** Moves the rows that are no records, of which nothing is told. */
  async moveRows(ctx: RequestContext, tx: Transaction, moving: Moving): Promise<JournalLink[]> {
    const journal: JournalLink[] = [];
    for (const place of rowPlaces().filter(({ names }) => names.includes(moving.object))) {
      const moved = await moveRows(tx, ctx.workspaceId, place, moving);
      journal.push(...moved.map((row) => ({ link: nameOfRowPlace(place), ...row })));
    }
    return journal;
  }

  /** Edits rows of a kind, live or deleted; nobody's rights limit what follows from a merge. */
  async edit(caller: RequestContext, tx: Transaction, { owner, ids, edit }: RowEdits): Promise<void> {
    const type = recordTypeOf(owner);
    if (!type) return;
    const ctx = caller.beyondRights();
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const some = ids.slice(start, start + AT_ONCE);
      const outcomes = await this.writer.write(
        ctx,
        type,
        some.map((id) => draftOf(id, edit)),
        tx,
      );
      const hidden = some.filter((_, at) => problemIn(outcomes[at])?.status === 404);
      for (const [at, id] of some.entries()) refuse(owner, id, problemIn(outcomes[at]));
      await this.editDeleted(ctx, tx, { owner, ids: hidden, edit });
    }
  }

  /** The same of rows that are deleted, or merged themselves: nothing is told of that, and what is refused stays as it is. */
  async editDeleted(caller: RequestContext, tx: Transaction, { owner, ids, edit }: RowEdits): Promise<void> {
    const type = recordTypeOf(owner);
    if (!type || ids.length === 0) return;
    const drafts = ids.map((id): Draft => ({ ...draftOf(id, edit), told: 'nothing' }));
    await this.writer.write(caller.beyondRights(), type, drafts, tx);
  }
}

/** What is to be done to rows of a kind, by stored id. */
export interface RowEdits {
  readonly owner: IdKind;
  readonly ids: readonly string[];
  readonly edit: (row: Columns, id: string) => void;
}

/** Nobody changes a row that names another record for its own sake. */
const draftOf = (id: string, edit: RowEdits['edit']): Draft => ({
  action: 'update',
  id,
  isReplacement: true,
  edit: (row) => {
    edit(row as RecordRow & Columns, id);
    return NOTHING;
  },
});

/** The caller names no field of what follows. */
const NOTHING: ReadonlySet<string> = new Set();

const problemIn = (outcome: Outcome | undefined): ProblemError | null =>
  outcome && 'problem' in outcome ? outcome.problem : null;

/** What is deleted is written without a word; what else is refused refuses the whole. */
function refuse(owner: IdKind, id: string, problem: ProblemError | null): void {
  if (!problem || problem.status === 404) return;
  if (problem.status !== 422) throw problem;
  const name = toTypeId(owner, id);
  throw unprocessable(
    problem.errors.map((fault) => ({ ...fault, pointer: '/merge', detail: `${name}: ${fault.detail}` })),
  );
}

/** Every place in rows of records that may name what moves. */
export async function placesOf(
  tx: Transaction,
  workspaceId: string,
  moving: Pick<Moving, 'object'>,
): Promise<Place[]> {
  const fixed = PLACES.filter(({ names }) => names.includes(moving.object));
  const all = [...fixed, ...(await customPlaces(tx, workspaceId, moving))];
  return all.sort((a, b) => rank(a.owner) - rank(b.owner));
}

/** Whoever merges locks kinds of record in one order. Lines come first: the amount of their deal follows from them. */
const ORDER: readonly IdKind[] = ['line_item', 'lead', 'contact', 'company', 'deal'];

const rank = (owner: IdKind): number => (ORDER.includes(owner) ? ORDER.indexOf(owner) : ORDER.length);
