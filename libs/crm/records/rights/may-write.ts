import type { Transaction } from '@platform/database';
import {
  type Fault,
  invalidRequest,
  missingRight,
  type ObjectRights,
  type ProblemError,
  type RecordAction,
  type RequestContext,
  type Rights,
} from '@platform/http';

import { CUSTOM } from '../custom-fields/custom-field';
import type { Draft } from '../draft';
import type { Action, Edit } from '../edit';
import type { Columns } from '../field-kind';
import type { RecordRow } from '../record.entity';
import { type RecordType, recordTypeOf } from '../record-type';
import { rowTable } from '../row-table';
import { reachAt } from './reach';
import { reachable } from './reachable';

/** What a caller may do with one record. */
interface Reached {
  readonly id: string;
  readonly may_read: boolean;
  readonly may_update: boolean;
  readonly may_delete: boolean;
}

/** Says of locked records what keeps the caller from writing them; nothing, unless a role limits the caller. */
export class WriteRights<Row extends RecordRow> {
  private constructor(
    private readonly ctx: RequestContext,
    private readonly type: RecordType<Row>,
    private readonly reached: ReadonlyMap<string, Reached> | null,
  ) {}

  /** Looks up what the caller may do with these records. */
  static async of<Row extends RecordRow>(
    tx: Transaction,
    ctx: RequestContext,
    type: RecordType<Row>,
    rows: readonly Row[],
  ): Promise<WriteRights<Row>> {
    const { rights } = ctx.principal;
    const table = rights && tableOf(type, rights);
    if (!table || rows.length === 0) return new WriteRights(ctx, type, null);
    const found = await tx.sql<Reached>('', table, [ctx.workspaceId, rows.map(({ id }) => id)]);
    return new WriteRights(ctx, type, new Map(found.map((one) => [one.id, one])));
  }

  /** Whether the caller may know of the record. */
  isReadable({ id }: Row): boolean {
    return this.reached === null || this.reached.get(id)?.may_read === true;
  }

  /** The problem of a write of a record that the caller can see, or null. */
  refusal(action: Action, row: Row): ProblemError | null {
    const may = this.reached?.get(row.id);
    const { rights } = this.ctx.principal;
    if (!may || !rights) return null;
    const right = action === 'update' || action === 'create' ? 'update' : 'delete';
    if (right === 'update' ? may.may_update : may.may_delete) return null;
    return beyond(this.type, rights, { right, row });
  }
}

/** One statement about many records of a type; null when the rights do not limit it. */
function tableOf(type: RecordType<never> | RecordType, rights: Rights): string | null {
  const conditions = (['read', 'update', 'delete'] as const).map((action) =>
    reachable(type as RecordType, rights, action, 't'),
  );
  if (conditions.every((condition) => condition === null)) return null;
  const [read, update, remove] = conditions.map((condition) => condition ?? 'TRUE');
  return `SELECT t.id, (${read}) AS may_read, (${update}) AS may_update, (${remove}) AS may_delete
    FROM ${rowTable(type.row).table} AS t WHERE t.workspace_id = $1 AND t.id = ANY($2)`;
}

/** What keeps new records, and records in new places, from being stored once all rules have filled them in. */
export async function refusedPlaces<Row extends RecordRow>(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType<Row>,
  edits: readonly Edit<Row>[],
): Promise<ReadonlyMap<Edit<Row>, ProblemError>> {
  const { rights } = ctx.principal;
  const refused = new Map<Edit<Row>, ProblemError>();
  if (!rights) return refused;
  const parents = await reachedParents(tx, ctx, type, edits);
  for (const edit of edits) {
    const problem =
      parents && !parents(edit.row)
        ? beyond(type, rights, { right: 'create', row: edit.row })
        : placeProblem(type, rights, edit);
    if (problem) refused.set(edit, problem);
  }
  return refused;
}

function placeProblem<Row extends RecordRow>(
  type: RecordType<Row>,
  rights: Rights,
  { before, row }: Edit<Row>,
): ProblemError | null {
  const limits = limitsOf(type, rights);
  if (!limits) return null;
  if (!before) return owns(limits, rights, row) ? null : beyond(type, rights, { right: 'create', row });
  const [from, to] = [placeOf(before), placeOf(row)];
  if (from.stageId === to.stageId || reachAt(limits, 'update', to) !== 'none') return null;
  return beyond(type, rights, { right: 'update', row });
}

/** Whether a new record is one of those that the member may create. */
function owns(limits: ObjectRights, { memberId, colleagues }: Rights, row: RecordRow): boolean {
  const reach = reachAt(limits, 'create', placeOf(row));
  if (reach === 'none' || reach === 'all') return reach === 'all';
  const { owner_id: owner } = row as unknown as Columns;
  if (owner === undefined) return true;
  return reach === 'own' ? owner === memberId : colleagues.some((one) => one === owner);
}

/** Whether the member may change what new parts belong to; null when that is not the question. */
async function reachedParents<Row extends RecordRow>(
  tx: Transaction,
  ctx: RequestContext,
  { parent }: RecordType<Row>,
  edits: readonly Edit<Row>[],
): Promise<((row: Row) => boolean) | null> {
  const above = parent && 'kind' in parent ? recordTypeOf(parent.kind) : undefined;
  const { rights } = ctx.principal;
  if (!parent || !above || !rights) return null;
  const table = tableOf(above, rights);
  if (table === null) return null;
  const idOf = (row: Row) => String((row as unknown as Columns)[parent.field]);
  const ids = [...new Set(edits.map(({ row }) => idOf(row)))];
  const found = await tx.sql<Reached>('', table, [ctx.workspaceId, ids]);
  const open = new Set(found.filter(({ may_update }) => may_update).map(({ id }) => id));
  return (row) => open.has(idOf(row));
}

/** Refuses fields that the caller may not see (400, as if there were none) or not change (403). */
export function refuseLimitedFields(
  { principal: { rights } }: RequestContext,
  type: Pick<RecordType, 'name' | 'words'>,
  given: ReadonlySet<string>,
  { pointer = '', named = given }: Pick<Draft, 'pointer' | 'named'>,
): void {
  const limits = rights?.objects.get(type.name)?.fields;
  if (!rights || !limits || limits.size === 0) return;
  const limited = [...given].flatMap((field) => {
    const limit = named.has(field) ? limits.get(field) : undefined;
    return limit
      ? [{ field, limit, pointer: `${pointer}/${field.replace(`${CUSTOM}.`, `${CUSTOM}/`)}` }]
      : [];
  });
  if (limited.length === 0) return;
  const hidden = limited.filter(({ limit }) => limit === 'hidden');
  if (hidden.length > 0)
    throw invalidRequest(
      hidden.map(
        ({ field, pointer: at }): Fault => ({
          pointer: at,
          code: 'unknown_field',
          detail: `There is no field "${field}" here`,
        }),
      ),
    );
  throw missingRight(
    { right: `${type.name}.fields`, reach: 'read', role: rights.role },
    `Your role "${rights.role}" does not let you change these fields of ${type.words.one}.`,
    limited.map(
      ({ field, pointer: at }): Fault => ({
        pointer: at,
        code: 'read_only_field',
        detail: `"${field}" can be read and not changed`,
      }),
    ),
  );
}

interface Place {
  readonly pipelineId: string | null;
  readonly stageId: string | null;
}

function placeOf(row: RecordRow): Place {
  const { pipeline_id = null, stage_id = null } = row as unknown as Partial<Record<string, string | null>>;
  return { pipelineId: pipeline_id, stageId: stage_id };
}

const limitsOf = (
  { name, governed }: Pick<RecordType, 'name' | 'governed'>,
  rights: Rights,
): ObjectRights | undefined => {
  if (governed === 'by_links') return rights.objects.get('activity');
  return governed ? rights.objects.get(name) : undefined;
};

const REACHES_ARE = {
  none: 'no',
  own: 'only your own',
  team: 'only your teams’',
  all: 'all',
} as const;

function beyond<Row extends RecordRow>(
  type: RecordType<Row>,
  rights: Rights,
  { right, row }: { readonly right: RecordAction; readonly row: Row },
): ProblemError {
  const { name, words } = governing(type);
  const limits = limitsOf(governing(type), rights);
  const asked = governing(type) === type ? right : 'update';
  const reach = limits ? reachAt(limits, asked, placeOf(row)) : 'none';
  return missingRight(
    { right: `${name}.${asked}`, reach, role: rights.role },
    `Your role "${rights.role}" lets you ${asked} ${REACHES_ARE[reach]} ${words.many} here.`,
  );
}

/** The kind of record that the rights on another go by: a part is written by whoever may change the whole. */
function governing<Row extends RecordRow>(type: RecordType<Row>): RecordType {
  const { parent } = type;
  const above = parent && 'kind' in parent ? recordTypeOf(parent.kind) : undefined;
  return above?.governed ? above : type;
}
