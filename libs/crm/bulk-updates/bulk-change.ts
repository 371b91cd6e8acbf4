import {
  changedMeanwhile,
  type Draft,
  type LockedRecord,
  lockMatching,
  type Outcome,
  patch,
  type RecordType,
  type RecordWriter,
  type Refusals,
  refusal,
} from '@crm/records';
import type { Transaction } from '@platform/database';
import { type ProblemError, RequestContext } from '@platform/http';

import type { BulkUpdateInput } from './bulk-update.dto';

/** Where the caller's body has the fields. */
const POINTER = '/data';

/** Which records to take next. */
export interface Portion {
  readonly after: string | null;
  readonly only?: readonly string[];
  readonly limit: number;
}

/** A record that a step took, and what became of it. */
export interface Taken extends LockedRecord {
  readonly outcome: Outcome;
}

/** What was found out about records before anything of them is stored. */
export interface Reviewed {
  readonly drafts: readonly Taken[];
  readonly refused: Refusals;
}

/** One change of all records of a type that meet a filter, as somebody asked for it at a time. */
export class BulkChange {
  constructor(
    private readonly writer: RecordWriter,
    private readonly type: RecordType,
    private readonly input: BulkUpdateInput,
    private readonly askedAt: Date,
    /** How long finding the next records may take. */
    private readonly timeoutMs: number,
  ) {}

  /** Changes the next records that meet the filter, without those of the places that were refused. */
  async next(
    tx: Transaction,
    ctx: RequestContext,
    portion: Portion,
    refused: Refusals = new Map(),
  ): Promise<Taken[]> {
    const records = await this.lock(tx, ctx, portion);
    const problems = new Map<string, ProblemError>();
    records.forEach(({ id }, at) => {
      const faults = refused.get(at);
      if (faults) problems.set(id, refusal({ pointer: POINTER }, faults));
    });
    return this.write(tx, ctx, { records, problems });
  }

  /**
   * Changes those of the reviewed records that still meet the filter and are as they were when they were drafted; what was
   * refused stays so. The others are told as changed meanwhile.
   */
  async reviewed(tx: Transaction, ctx: RequestContext, { drafts, refused }: Reviewed): Promise<Taken[]> {
    const places = new Map(drafts.map((draft, at) => [draft.id, { draft, at }]));
    const portion = { after: null, only: [...places.keys()], limit: places.size };
    const records = await this.lock(tx, ctx, portion);
    const problems = new Map<string, ProblemError>();
    for (const { id, version } of records) {
      const place = places.get(id);
      const faults = place && refused.get(place.at);
      if (place?.draft.version !== version) problems.set(id, changedMeanwhile());
      else if ('problem' in place.draft.outcome) problems.set(id, place.draft.outcome.problem);
      else if (faults) problems.set(id, refusal({ pointer: POINTER }, faults));
    }
    return this.write(tx, ctx, { records, problems });
  }

  private lock(tx: Transaction, ctx: RequestContext, portion: Portion): Promise<LockedRecord[]> {
    // "The last seven days" are those before the request, however long the job takes.
    const asked = new RequestContext(ctx.principal, ctx.requestId, this.askedAt);
    const { timeoutMs, askedAt: createdUpTo } = this;
    const { filter } = this.input;
    return lockMatching(tx, asked, this.type, { ...portion, filter, timeoutMs, createdUpTo });
  }

  private async write(
    tx: Transaction,
    ctx: RequestContext,
    { records, problems }: { records: readonly LockedRecord[]; problems: ReadonlyMap<string, ProblemError> },
  ): Promise<Taken[]> {
    const { data, list_mode: lists } = this.input;
    const change = patch(ctx, { input: data, lists, pointer: POINTER });
    const free = records.filter(({ id }) => !problems.has(id));
    const drafts = free.map(({ id }): Draft => ({ id, duplicates: 'as_ruled', ...change }));
    const written = await this.writer.write(ctx, this.type, drafts, tx);
    const outcomes = new Map(free.map(({ id }, at) => [id, written[at]]));
    return records.map(({ id, version }) => {
      const problem = problems.get(id);
      return { id, version, outcome: problem ? { problem } : (outcomes.get(id) ?? missing()) };
    });
  }
}

function missing(): Outcome {
  throw new Error('A record of a bulk update has no outcome.');
}
