import type { Fault } from '@platform/http';

import type { SetWrite } from './admission';
import { Edit } from './edit';
import type { Columns } from './field-kind';
import type { RecordRow } from './record.entity';
import { type RecordView, viewOf } from './record-view';
import { checkReferences } from './references';
import { refusedPlaces, WriteRights } from './rights/may-write';

/** Lets the rules of the type and the ids that edits set speak against them. */
export async function judge<Row extends RecordRow>(
  { ctx, tx, shape }: SetWrite<Row>,
  edits: readonly Edit<Row>[],
): Promise<void> {
  await shape.check(edits, ctx, tx);
  await shape.type.rules?.(edits, ctx, tx);
  await checkReferences(tx, ctx, edits, shape.references);
}

/** A change that nobody makes: what the record would be, and what speaks against it. */
export type Trial = Pick<Edit, 'faults'> & { readonly view: RecordView };

/** A change that the caller's role keeps them from speaks against itself. */
async function reportBeyond<Row extends RecordRow>(
  { ctx, tx, shape: { type } }: SetWrite<Row>,
  before: Row,
  edits: readonly Edit<Row>[],
): Promise<void> {
  if (!ctx.principal.rights) return;
  const rights = await WriteRights.of(tx, ctx, type, [before]);
  const places = await refusedPlaces(tx, ctx, type, edits);
  for (const edit of edits) {
    const problem = rights.refusal('update', before) ?? places.get(edit);
    if (problem) edit.fault('', 'missing_right', problem.message);
  }
}

/** Asks of each of several changes of one record, every one on its own, what speaks against it; nothing is stored. */
export async function tryChanges<Row extends RecordRow>(
  write: SetWrite<Row>,
  before: Row,
  changes: readonly object[],
): Promise<Trial[]> {
  const { ctx, shape } = write;
  const edits = changes.map((change) => {
    const row = { ...before };
    const faults: Fault[] = [];
    const putting = { ctx, lists: 'replace', fault: (fault: Fault) => faults.push(fault) } as const;
    const given = shape.apply(row as unknown as Columns, change, putting);
    const edit = new Edit<Row>('update', before, row, given);
    edit.faults.push(...faults);
    return edit;
  });
  await judge(write, edits);
  await reportBeyond(write, before, edits);
  return edits.map(({ faults, row }) => ({ faults, view: viewOf(shape, row) }));
}
