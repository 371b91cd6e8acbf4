import type { MatchedObject } from '@crm/matching';
import { KnownStages, type StagedObject } from '@crm/pipelines';
import { type Columns, draftRow, type RecordType, type RecordView, rowTable } from '@crm/records';
import type { Transaction } from '@platform/database';
import { ProblemError, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { findCandidates, MOST_TOLD } from './candidates';
import type { OnIntake } from './duplicate-rule.dto';
import { rulesInUse } from './rules-in-use';

/** What the rules of a workspace say of a record that comes in by itself. */
export interface Intake {
  /** The stored id of the record that it goes to; null when it becomes one of its own. */
  readonly attachTo: string | null;
  /** The public ids of those that it may be the same as, the most likely first: for whoever looks at it. */
  readonly suggested: readonly string[];
}

const NOTHING: Intake = { attachTo: null, suggested: [] };

/**
 * Looks for the record that something which comes in belongs to. One that is deleted, or that is in a final stage, takes nothing more. What
 * comes in with fields that no record may have belongs to none.
 */
export async function intakeOf(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  input: object,
): Promise<Intake> {
  const object = type.name as MatchedObject;
  const all = await rulesInUse(tx, ctx.workspaceId, object);
  const rules = all.filter(({ on_intake }) => on_intake !== 'create');
  const row = rules.length > 0 ? await readable(tx, ctx, type, input) : null;
  if (!row) return NOTHING;
  const [found] = await findCandidates(tx, { workspaceId: ctx.workspaceId, type, rules }, [
    { id: null, row },
  ]);
  const candidates = found?.candidates.slice(0, MOST_TOLD) ?? [];
  const by = (wanted: OnIntake) =>
    candidates.flatMap(({ id, matches }) =>
      matches.some(({ rule: { on_intake } }) => on_intake === wanted) ? [id] : [],
    );
  const attachTo = await firstOpen(tx, ctx, type, by('attach'));
  if (attachTo !== null) return { attachTo, suggested: [] };
  return {
    attachTo,
    suggested: [...new Set([...by('attach'), ...by('suggest')])].map((id) => toTypeId(object, id)),
  };
}

async function readable(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  input: object,
): Promise<Columns | null> {
  try {
    return await draftRow(tx, ctx, type, input);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

/** The first of the records that is in no final stage. */
async function firstOpen(
  tx: Transaction,
  ctx: RequestContext,
  type: RecordType,
  ids: readonly string[],
): Promise<string | null> {
  const { table, columns } = rowTable(type.row);
  if (ids.length === 0 || !columns.includes('stage_id')) return ids[0] ?? null;
  const rows = await tx.sql<{ id: string; stage_id: string }>(
    `${table}.stages_of_twins`,
    `SELECT id, stage_id FROM ${table} WHERE workspace_id = $1 AND id = ANY($2)`,
    [ctx.workspaceId, ids],
  );
  const stages = new KnownStages(type.name as StagedObject, ctx, tx);
  const groups = await stages.groupsOf(rows.map(({ stage_id }) => stage_id));
  const open = new Set(rows.flatMap(({ id, stage_id }) => (groups.get(stage_id) === 'open' ? [id] : [])));
  return ids.find((id) => open.has(id)) ?? null;
}

/** What came in and the record does not say, because it says something else there: a line for each field. */
export function unsaid(input: Readonly<Record<string, unknown>>, record: RecordView): string[] {
  return Object.entries(input).flatMap(([field, value]) => {
    const own = record[field];
    if (value === null || value === undefined || isSame(value, own)) return [];
    return Array.isArray(value)
      ? []
      : [`${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
}

/** Whether all that is given is what the record has. */
function isSame(given: unknown, own: unknown): boolean {
  if (typeof given !== 'object' || given === null) return String(given) === String(own);
  if (typeof own !== 'object' || own === null) return false;
  return Object.entries(given).every(([name, value]) => isSame(value, Reflect.get(own, name)));
}
