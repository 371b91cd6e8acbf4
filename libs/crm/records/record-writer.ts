import { Injectable, Logger } from '@nestjs/common';
import { constraintViolation, type Transaction } from '@platform/database';
import { Outbox } from '@platform/events';
import { conflict, ProblemError, type RequestContext } from '@platform/http';

import { type Admitted, admit, type SetWrite, type Waiting } from './admission';
import { ownType } from './custom-fields/own-type';
import { type Draft, type Outcome, type Result, refusal } from './draft';
import type { Edit } from './edit';
import { judge } from './judge';
import { removeLookups } from './lookups';
import { namedSurvivors, namesMerged } from './named-survivors';
import { isMerged, type RecordRow } from './record.entity';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import type { RecordType } from './record-type';
import { type Repeated, repeatsAmong } from './repeats';
import { refusedPlaces } from './rights/may-write';
import { readableIds } from './rights/readable-records';
import { refusalOf, splitsOn } from './row-errors';
import { changeOf, type StoredChange } from './stored-change';
import { claimKeys } from './unique-keys';

/** A change that is about to be stored, and whose it is. */
interface Item<Row extends RecordRow> extends Admitted<Row> {
  readonly change: StoredChange<Row>;
  readonly repeats: readonly object[] | undefined;
}

/** What kept items from being stored; all others were. */
type Kept<Row extends RecordRow> = Map<Item<Row>, ProblemError | 'again'>;

/** A set write that learns on its way which of the records that its drafts name were merged. */
interface Writing<Row extends RecordRow> extends SetWrite<Row> {
  readonly survivors: Map<string, string>;
}

/** How often a record is tried whose key another writer took or let go of in the middle. */
const MAX_TRIES = 4;

/** The primitive of every write: a set of records of one type, checked, stored and told of with a few statements. */
@Injectable()
export class RecordWriter {
  private readonly logger = new Logger(RecordWriter.name);

  constructor(private readonly outbox: Outbox) {}

  /**
   * Writes what can be written and answers with the outcome of each draft, in their order: whoever wants all or nothing
   * rolls back. Drafts about the same record follow one another, as if they had come alone.
   */
  async write<Row extends RecordRow>(
    ctx: RequestContext,
    type: RecordType<Row>,
    drafts: readonly Draft<Row>[],
    tx: Transaction,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = new Array<Outcome>(drafts.length);
    const own = await ownType(tx, ctx.workspaceId, type, { fresh: true });
    const write: Writing<Row> = { ctx, tx, shape: shapeOf(own), survivors: new Map() };
    let waiting: Waiting<Row>[] = drafts.map((draft, at) => ({ draft, at, tries: 1 }));
    while (waiting.length > 0) waiting = await this.round(write, waiting, outcomes);
    return outcomes;
  }

  /** Writes as many as one set can hold; answers with the drafts that have to come after. */
  private async round<Row extends RecordRow>(
    write: Writing<Row>,
    waiting: readonly Waiting<Row>[],
    outcomes: Outcome[],
  ): Promise<Waiting<Row>[]> {
    const { admitted, refused, later } = await admit(write, waiting);
    for (const [at, problem] of refused) outcomes[at] = { problem };
    const { sound, anew } = await this.judged(write, admitted, outcomes);
    const repeated = await repeatsAmong(write, sound);
    const items = sound.flatMap((one) => itemOf(write, one, { found: repeated.get(one.edit), outcomes }));
    const effective = items.filter(({ change }) => change.isEffective);
    const kept = await this.store(write, effective);
    const again: Waiting<Row>[] = [];
    for (const item of items) {
      const { draft, at, tries } = item.waiting;
      const reason = kept.get(item);
      if (!reason) outcomes[at] = outcomeOf(item);
      else if (!isWorthAnother(reason, item)) outcomes[at] = { problem: problemOf(reason, item) };
      else again.push({ draft, at, tries: tries + 1 });
    }
    return [...again, ...anew, ...later].sort((a, b) => a.at - b.at);
  }

  /** Those that no rule and no reference speaks against, and those that name merged records: drafts to be read anew with the survivors. */
  private async judged<Row extends RecordRow>(
    write: Writing<Row>,
    admitted: readonly Admitted<Row>[],
    outcomes: Outcome[],
  ): Promise<{ sound: Admitted<Row>[]; anew: Waiting<Row>[] }> {
    if (admitted.length === 0) return { sound: [], anew: [] };
    const { ctx, tx, shape } = write;
    const edits = admitted.map(editOf);
    await judge(write, edits);
    const fresh = await namedSurvivors(tx, ctx, edits, write.survivors);
    for (const [merged, survivor] of fresh) write.survivors.set(merged, survivor);
    const anew = admitted.filter(({ edit }) => namesMerged(edit, fresh)).map(({ waiting }) => waiting);
    const settled = anew.length === 0 ? admitted : admitted.filter(({ waiting }) => !anew.includes(waiting));
    const beyond = await refusedPlaces(tx, ctx, shape.type, settled.map(editOf));
    const sound = settled.filter(({ edit, waiting: { draft, at } }) => {
      const problem = beyond.get(edit) ?? (edit.faults.length > 0 ? refusal(draft, edit.faults) : null);
      if (problem) outcomes[at] = { problem };
      return problem === null;
    });
    return { sound, anew };
  }

  /** Stores a set; when the database refuses it for one of its rows, that one is found by halving the set. */
  private async store<Row extends RecordRow>(
    write: SetWrite<Row>,
    items: readonly Item<Row>[],
  ): Promise<Kept<Row>> {
    if (items.length < 2) return this.storeOnly(write, items);
    const { tx } = write;
    await tx.sql('records.savepoint', 'SAVEPOINT set_of_records');
    try {
      const kept = await this.storeSet(write, items);
      await tx.sql('records.release', 'RELEASE SAVEPOINT set_of_records');
      return kept;
    } catch (error) {
      if (!splitsOn(error)) throw error;
      await tx.sql('records.rollback', 'ROLLBACK TO SAVEPOINT set_of_records');
      return this.storeHalves(write, items);
    }
  }

  /** Nothing else of the transaction can be kept when the database refuses it; what lost a race may be tried again. */
  private async storeOnly<Row extends RecordRow>(
    write: SetWrite<Row>,
    items: readonly Item<Row>[],
  ): Promise<Kept<Row>> {
    try {
      return await this.storeSet(write, items);
    } catch (error) {
      if (constraintViolation(error)?.kind !== 'unique') throw error;
      this.logger.warn({ err: error }, 'The database refused a record');
      throw refusalOf(error);
    }
  }

  private async storeHalves<Row extends RecordRow>(
    write: SetWrite<Row>,
    items: readonly Item<Row>[],
  ): Promise<Kept<Row>> {
    const middle = Math.ceil(items.length / 2);
    const kept: Kept<Row> = new Map();
    for (const half of [items.slice(0, middle), items.slice(middle)]) {
      const found = half.length === 1 ? await this.storeAlone(write, half) : await this.store(write, half);
      for (const [item, reason] of found) kept.set(item, reason);
    }
    return kept;
  }

  private async storeAlone<Row extends RecordRow>(
    write: SetWrite<Row>,
    items: readonly Item<Row>[],
  ): Promise<Kept<Row>> {
    await write.tx.sql('records.savepoint', 'SAVEPOINT set_of_records');
    try {
      return await this.storeSet(write, items);
    } catch (error) {
      if (!splitsOn(error)) throw error;
      await write.tx.sql('records.rollback', 'ROLLBACK TO SAVEPOINT set_of_records');
      this.logger.warn({ err: error }, 'The database refused a record of a set');
      return new Map(items.map((item) => [item, refusalOf(error)]));
    }
  }

  /** Keys first: whoever cannot have its key is left out of everything else. */
  private async storeSet<Row extends RecordRow>(
    write: SetWrite<Row>,
    items: readonly Item<Row>[],
  ): Promise<Kept<Row>> {
    const { ctx, tx, shape } = write;
    const kept = await this.claimKeys(write, items);
    const free = items.filter((item) => !kept.has(item));
    if (free.length === 0) return kept;
    const fresh = free.filter(({ edit }) => edit.before === null);
    const known = free.filter(({ edit }) => edit.before !== null);
    const store = new RecordStore(shape);
    if (known.length > 0) await store.update(tx, ctx.workspaceId, known.map(rowOf));
    const entries = await removeLookups(
      tx,
      shape.lookups.filter(({ exclusive }) => !exclusive),
      { workspaceId: ctx.workspaceId, object: shape.type.name, edits: free.map(editOf) },
    );
    const events = free.flatMap(({ change }) => change.events);
    await this.outbox.add(tx, ctx, events, [store.newRows(fresh.map(rowOf)), ...entries]);
    await shape.type.stored?.(
      free.map(({ edit }) => edit),
      ctx,
      tx,
    );
    await this.follow(write, free.map(editOf));
    return kept;
  }

  /** Writes what follows for other records. */
  private async follow<Row extends RecordRow>(
    { ctx, tx, shape }: SetWrite<Row>,
    edits: Edit<Row>[],
  ): Promise<void> {
    const consequences = (await shape.type.consequences?.(edits, ctx, tx)) ?? [];
    for (const { type, drafts } of consequences) {
      for (const outcome of await this.write(ctx, type, drafts, tx)) {
        if ('problem' in outcome) throw outcome.problem;
      }
    }
  }

  private async claimKeys<Row extends RecordRow>(
    { ctx, tx, shape }: SetWrite<Row>,
    items: readonly Item<Row>[],
  ): Promise<Kept<Row>> {
    const { uniqueKeys, type } = shape;
    const touched = items.filter(
      ({ edit, change }) =>
        !edit.before ||
        isMerged(edit.before) !== isMerged(edit.row) ||
        uniqueKeys.some(({ field, path = field }) => change.changed.has(path)),
    );
    const readable = (ids: readonly string[]) => readableIds(tx, ctx, type, ids);
    const space = { workspaceId: ctx.workspaceId, object: type.name, readable };
    const edits = touched.map(editOf);
    const claimed = await claimKeys(tx, space, uniqueKeys, edits);
    return new Map(
      touched.flatMap((item) => {
        const reason = claimed.get(item.edit);
        return reason ? [[item, reason] as const] : [];
      }),
    );
  }
}

const rowOf = <Row extends RecordRow>({ edit }: Admitted<Row>): Row => edit.row;

const editOf = <Row extends RecordRow>({ edit }: Admitted<Row>): Edit<Row> => edit;

/** What is to be stored of an edit; nothing when it repeats what it must not. */
function itemOf<Row extends RecordRow>(
  { ctx, shape }: SetWrite<Row>,
  one: Admitted<Row>,
  { found, outcomes }: { readonly found: Repeated | undefined; readonly outcomes: Outcome[] },
): Item<Row>[] {
  if (found && 'problem' in found) {
    outcomes[one.waiting.at] = found;
    return [];
  }
  const change = changeOf(ctx, shape, one.edit, one.waiting.draft.told);
  return [{ ...one, change, repeats: found?.told }];
}

const outcomeOf = <Row extends RecordRow>(item: Item<Row>): Outcome => ({
  view: item.change.view,
  result: resultOf(item),
  ...(item.repeats && { duplicates: item.repeats }),
});

const RESULTS = { create: 'created', update: 'updated', delete: 'deleted', restore: 'restored' } as const;

const resultOf = <Row extends RecordRow>({ edit, change }: Item<Row>): Result =>
  change.isEffective ? RESULTS[edit.action] : 'unchanged';

/** An upsert that was to create finds its key taken: the record is there now, to be changed. */
function isWorthAnother<Row extends RecordRow>(
  reason: ProblemError | 'again',
  { waiting, edit }: Item<Row>,
): boolean {
  if (waiting.tries >= MAX_TRIES) return false;
  return (
    reason === 'again' || (waiting.draft.action === 'upsert' && edit.before === null && waiting.tries === 1)
  );
}

function problemOf<Row extends RecordRow>(
  reason: ProblemError | 'again',
  { waiting, change }: Item<Row>,
): ProblemError {
  if (reason === 'again') {
    return conflict('changed_meanwhile', 'Other writers kept changing what this write needs: try again.');
  }
  const { existing_id: other } = reason.members;
  if (!waiting.draft.by || change.edit.before === null || typeof other !== 'string') return reason;
  const own = change.view.id;
  const detail = `The key belongs to ${own}, but the data names one of ${other}: send one of the two.`;
  return conflict('keys_of_two_records', detail, { members: { existing_ids: [own, other] } });
}
