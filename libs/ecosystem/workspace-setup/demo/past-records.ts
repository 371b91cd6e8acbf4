import {
  creation,
  type Draft,
  type Outcome,
  patch,
  type RecordRow,
  type RecordType,
  RecordWriter,
} from '@crm/records';
import type { RowSet, Transaction } from '@platform/database';
import { type LogSignals, type NewEvent, Outbox } from '@platform/events';
import { RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

/** The log begins when the workspace does: what was before stands in the records and their history alone. */
class NoLog extends Outbox {
  override add(
    tx: Transaction,
    ctx: RequestContext,
    _events: readonly NewEvent[],
    rows: readonly RowSet[] = [],
  ): Promise<void> {
    return super.add(tx, ctx, [], rows);
  }
}

/** A record about to be made or changed: its public id when it is there, and the columns that the code sets. */
export interface PastChange {
  readonly id?: string;
  readonly input: object;
  readonly columns?: Readonly<Record<string, unknown>>;
}

/** Writes records as they were written at times in the past, by the same rules as any other. */
export class PastRecords {
  readonly writer: RecordWriter;

  constructor(
    signals: LogSignals,
    private readonly tx: Transaction,
    private readonly workspaceId: string,
  ) {
    this.writer = new RecordWriter(new NoLog(signals));
  }

  /** Makes or changes a set of records, and answers with their public ids. */
  async write<Row extends RecordRow>(
    at: Date,
    type: RecordType<Row>,
    changes: readonly PastChange[],
  ): Promise<string[]> {
    if (changes.length === 0) return [];
    const ctx = RequestContext.system(this.workspaceId, at);
    const drafts = changes.map(({ id, input, columns }): Draft<Row> => {
      const what =
        id === undefined
          ? creation(ctx, { input }, columns)
          : { id: toUuid(type.name, id), ...patch(ctx, { input }) };
      return what as Draft<Row>;
    });
    const outcomes = await this.writer.write(ctx, type, drafts, this.tx);
    return outcomes.map(idOf);
  }
}

function idOf(outcome: Outcome): string {
  if ('problem' in outcome) throw outcome.problem;
  return outcome.view.id;
}
