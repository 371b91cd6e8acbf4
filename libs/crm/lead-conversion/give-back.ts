import { isHidden, lockRecords, patch, type RecordView, type RecordWriter, refusedPaths } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { Change } from '@platform/events';
import { fieldNames, type RequestContext } from '@platform/http';

import type { AttachedRecord } from './lead-conversion.entity';
import { PART_TYPES } from './parts';
import { type Fields, fieldsOfPaths, overlaid } from './path-values';

/** An attached record after the undoing, and the fields that keep the conversion's value because the former one is refused. */
export interface GivenBack {
  readonly record: RecordView;
  readonly kept: readonly string[];
}

/**
 * Fields that still have the value which the conversion gave them get the former one; what the record cannot take back any
 * more stays. Null when the record is gone.
 */
export async function giveBack(
  writer: RecordWriter,
  ctx: RequestContext,
  { part, id, changes }: AttachedRecord,
  tx: Transaction,
): Promise<GivenBack | null> {
  const type = PART_TYPES[part];
  const found = (await lockRecords(tx, ctx, type, [id])).get(id);
  if (!found) return null;
  const written = new Set(fieldNames(type.update));
  const given = fieldsOfPaths(valuesOf(Object.entries(changes), 'to'));
  const changedSince = found.shape.difference(overlaid(found.view, given), { ...found.view });
  let left = Object.entries(changes).filter(
    ([path]) => !(path in changedSince) && written.has(path.split('.')[0] ?? ''),
  );
  const kept: string[] = [];
  // Each turn leaves fewer fields; a change of none is refused by nothing.
  for (;;) {
    const input = fieldsOfPaths(valuesOf(left, 'from'));
    const [outcome] = await writer.write(ctx, type, [{ id, named: NOTHING, ...patch(ctx, { input }) }], tx);
    if (!outcome) throw new Error('A record was given back and not answered.');
    if (!('problem' in outcome)) {
      const told = kept.filter((path) => !isHidden(ctx, part, path));
      return { record: outcome.view, kept: told.sort() };
    }
    const refused = refusedPaths(
      outcome.problem,
      left.map(([path]) => path),
    );
    if (refused.size === 0) throw outcome.problem;
    kept.push(...refused);
    left = left.filter(([path]) => !refused.has(path));
  }
}

/** The caller names no field: what was taken over is given back, also what they do not see. */
const NOTHING: ReadonlySet<string> = new Set();

/** One side of changes, by path. */
const valuesOf = (changes: readonly [string, Change][], side: 'from' | 'to'): Fields =>
  Object.fromEntries(changes.map(([path, change]) => [path, change[side]]));
