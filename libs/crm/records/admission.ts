import type { Transaction } from '@platform/database';
import { changedSince, type SeenVersion } from '@platform/events';
import {
  conflict,
  etagOf,
  type Fault,
  notFound,
  ProblemError,
  preconditionFailed,
  type RequestContext,
  staleVersion,
  versionMismatch,
} from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';

import { type Draft, nameOf, refusal } from './draft';
import { type Action, Edit } from './edit';
import type { Survivors } from './field-kind';
import { NONE } from './named-survivors';
import { belongs } from './parents';
import type { RecordRow } from './record.entity';
import { type RecordShape, shapeOf } from './record-shape';
import { targetsOf } from './record-targets';
import type { RecordType } from './record-type';
import { refuseLimitedFields, WriteRights } from './rights/may-write';
import { seenBy } from './rights/seen-by';
import { outOfReach, refuseTwice, valuesIn } from './unique-keys';

/** A write of a set of records while it runs. */
export interface SetWrite<Row extends RecordRow> {
  readonly ctx: RequestContext;
  readonly tx: Transaction;
  readonly shape: RecordShape<Row>;
  /** Of the merged records that drafts have been found to name. */
  readonly survivors?: Survivors;
}

/** A draft with its place among the drafts of the set. */
export interface Waiting<Row extends RecordRow> {
  readonly draft: Draft<Row>;
  readonly at: number;
  /** How often it was tried; a key can change hands between the look and the claim. */
  readonly tries: number;
}

/** A draft that became an edit of a locked or new row. */
export interface Admitted<Row extends RecordRow> {
  readonly waiting: Waiting<Row>;
  readonly edit: Edit<Row>;
}

interface Admission<Row extends RecordRow> {
  readonly admitted: Admitted<Row>[];
  readonly refused: Map<number, ProblemError>;
  /** Those that touch what an earlier one of the set touches: they come after it. */
  readonly later: Waiting<Row>[];
}

/** Finds and locks the records that drafts are about, and lets each draft edit its row, as far as one set can hold them. */
export async function admit<Row extends RecordRow>(
  write: SetWrite<Row>,
  waiting: readonly Waiting<Row>[],
): Promise<Admission<Row>> {
  const target = await targetsOf(
    write,
    waiting.map(({ draft }) => draft),
  );
  const rights = await WriteRights.of(write.tx, write.ctx, write.shape.type, target.rows);
  const admission: Admission<Row> = { admitted: [], refused: new Map(), later: [] };
  const stale: (SeenVersion & { readonly at: number })[] = [];
  const taken = new Set<string>();
  for (const one of waiting) {
    const { draft, at } = one;
    const row = target.of(draft);
    const names = namesOf(draft, row);
    if (names.some((name) => taken.has(name))) admission.later.push(one);
    else {
      const isSeen = row && rights.isReadable(row);
      const seen = isSeen && staleVersion(draft.ifMatch, row.version);
      if (row && typeof seen === 'number') stale.push({ at, id: row.id, seen, current: row.version });
      else names.push(...admitOne(write, one, row ?? null, { admission, taken, rights }));
    }
    for (const name of names) taken.add(name);
  }
  await explainStale(write, stale, admission.refused);
  return admission;
}

/** What is known while a set is admitted. */
interface Admitting<Row extends RecordRow> {
  readonly admission: Admission<Row>;
  readonly taken: ReadonlySet<string>;
  readonly rights: WriteRights<Row>;
}

/** Makes the edit, unless a problem or an earlier edit is in its way; answers with the names that it touches. */
function admitOne<Row extends RecordRow>(
  write: SetWrite<Row>,
  waiting: Waiting<Row>,
  row: Row | null,
  { admission, taken, rights }: Admitting<Row>,
): string[] {
  try {
    const edit = editOf(write, waiting.draft, row, rights);
    const { type, uniqueKeys } = write.shape;
    refuseTwice(uniqueKeys, edit, type.name);
    const values = uniqueKeys.flatMap((key) => [
      ...valuesIn(key, edit.before, type.name).keys(),
      ...valuesIn(key, edit.row, type.name).keys(),
    ]);
    const isFree = !values.some((name) => taken.has(name));
    if (isFree) admission.admitted.push({ waiting, edit });
    else admission.later.push(waiting);
    return values;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const isAboutFields = error.status === 422;
    admission.refused.set(waiting.at, isAboutFields ? refusal(waiting.draft, error.errors) : error);
    return [];
  }
}

function editOf<Row extends RecordRow>(
  write: SetWrite<Row>,
  draft: Draft<Row>,
  before: Row | null,
  rights: WriteRights<Row>,
): Edit<Row> {
  if (!before) return creation(write, draft);
  const { type } = write.shape;
  // What follows from a merge names no parent: the record may be about to get another one.
  const isMeant = draft.isReplacement === true || belongs(type, before, draft.parentId);
  const isKnown = isMeant && rights.isReadable(before);
  if (!isKnown) throw draft.by ? outOfReach(draft.by) : notFound(type.name);
  refuseGone(type, draft, before);
  if (draft.ifNoneMatch?.trim() === '*') {
    throw preconditionFailed('There is such a record already (If-None-Match: *).', {
      current_etag: etagOf(before.version),
    });
  }
  const action = draft.action === 'upsert' ? 'update' : draft.action;
  const refused = rights.refusal(action, before);
  if (refused) throw refused;
  return edited(write, draft, { action, before });
}

/** A deleted record can be restored, unless it is found because another one was merged into it, and stands in the way of an upsert by a key of its. */
function refuseGone(
  { name }: Pick<RecordType, 'name'>,
  { action, id: asked, told }: Pick<Draft, 'action' | 'id' | 'told'>,
  { id, deleted_at }: RecordRow,
): void {
  if (action === 'restore' && asked !== id) throw recordMerged(toTypeId(name, id));
  if (deleted_at === null || told === 'nothing') return;
  if (action === 'upsert') throw deletedRecord(toTypeId(name, id));
  if (action !== 'restore') throw notFound(name);
}

/** What the draft makes of a row, or of a new one. */
function edited<Row extends RecordRow>(
  { ctx, shape, survivors = NONE }: SetWrite<Row>,
  draft: Draft<Row>,
  { action, before, row = { ...before } as Row }: { action: Action; before: Row | null; row?: Row },
): Edit<Row> {
  const faults: Fault[] = [];
  const given = draft.edit(row, action, { shape, fault: (fault) => faults.push(fault), survivors });
  refuseLimitedFields(ctx, shape.type, given, draft);
  if (!before) giveOwner(ctx, row, given);
  const edit = new Edit<Row>(action, before, row, given, draft.isReplacement);
  edit.faults.push(...faults);
  return edit;
}

function creation<Row extends RecordRow>(write: SetWrite<Row>, draft: Draft<Row>): Edit<Row> {
  const { ctx, shape } = write;
  if (draft.action !== 'create' && draft.action !== 'upsert') throw notFound(shape.type.name);
  if (draft.ifMatch !== undefined) {
    throw preconditionFailed('There is no such record yet (If-Match).');
  }
  const row = Object.assign(shape.blank(), newRow(ctx)) as unknown as Row;
  return edited(write, draft, { action: 'create', before: null, row });
}

/** What a member creates is theirs unless told. */
function giveOwner({ principal }: RequestContext, row: RecordRow, given: ReadonlySet<string>): void {
  const owned = row as RecordRow & { owner_id?: string | null };
  if (principal.kind !== 'member' || owned.owner_id !== null || given.has('owner_id')) return;
  owned.owner_id = principal.memberId;
}

const namesOf = ({ id, by }: Draft, row: RecordRow | undefined): string[] => [
  ...new Set([...(id ? [id] : []), ...(row ? [row.id] : []), ...(by ? [nameOf(by)] : [])]),
];

async function explainStale<Row extends RecordRow>(
  { ctx, tx, shape }: SetWrite<Row>,
  stale: readonly (SeenVersion & { readonly at: number })[],
  refused: Map<number, ProblemError>,
): Promise<void> {
  const seen = stale.filter((one) => one.seen > 0);
  const changed = await changedSince(tx, ctx.workspaceId, seen);
  const answered = shapeOf(seenBy(ctx, shape.type));
  for (const { at, id, current } of stale) {
    const fields = changed.get(id)?.filter((field) => answered.isAnswered(field));
    refused.set(at, versionMismatch(etagOf(current), fields));
  }
}

const deletedRecord = (existing: string): ProblemError =>
  conflict(
    'deleted_record',
    `${existing} has this key, but it is deleted: restore it, or give it up first.`,
    {
      members: { existing_id: existing },
    },
  );

const recordMerged = (survivor: string): ProblemError =>
  conflict(
    'record_merged',
    `It was merged into ${survivor}, which answers for it now: undo the merge to have it back.`,
    { members: { existing_id: survivor } },
  );

function newRow({ workspaceId, now, actor }: RequestContext): Partial<RecordRow> {
  return {
    workspace_id: workspaceId,
    id: newUuid(),
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: actor,
    updated_by: actor,
  };
}
