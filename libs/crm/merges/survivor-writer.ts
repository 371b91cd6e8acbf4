import {
  type Columns,
  CUSTOM,
  type Draft,
  type RecordRow,
  type RecordType,
  RecordWriter,
  type RowPart,
  refusal,
  refusedPaths,
  type Telling,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { Fault, ProblemError, RequestContext } from '@platform/http';

/** Values that a survivor is to get, in their stored form. */
export interface SurvivorChange {
  readonly type: RecordType;
  readonly id: string;
  readonly parts: readonly RowPart[];
  readonly values: ReadonlyMap<string, unknown>;
  /** The paths that the caller named: what is refused of these refuses the whole. */
  readonly named: ReadonlySet<string>;
  /** As a change like any unless said. */
  readonly told?: Telling;
  /** What somebody outside said against it. */
  readonly refused?: readonly Fault[] | undefined;
  /** What else is to be done to the row. */
  readonly also?: (row: Columns) => void;
}

/** Gives survivors their values. */
@Injectable()
export class SurvivorWriter {
  constructor(private readonly writer: RecordWriter) {}

  /** Writes as many of the values as the record can take; answers with the paths of the others. Problems: what speaks against what the caller named, and against the record itself. */
  async write(ctx: RequestContext, tx: Transaction, change: SurvivorChange): Promise<string[]> {
    const left = new Map(change.values);
    const dropped: string[] = [];
    if (change.refused) throw refusal({}, change.refused);
    // That the caller may change the record was asked before: what follows by itself names also what they do not reach.
    const writing = change.named.size === 0 ? ctx.beyondRights() : ctx;
    // Each turn leaves fewer values.
    for (;;) {
      const [outcome] = await this.writer.write(writing, change.type, [draftOf(change, left)], tx);
      if (!outcome) throw new Error('A survivor was written and not answered.');
      if (!('problem' in outcome)) return dropped;
      const optional = [...left.keys()].filter((path) => !change.named.has(path) && !NEEDED.has(path));
      const refused = refusedPaths(outcome.problem, optional);
      if (refused.size === 0) throw inRequest(outcome.problem, change.named);
      for (const path of refused) left.delete(path);
      dropped.push(...refused);
    }
  }
}

/** What must not be left behind. */
const NEEDED: ReadonlySet<string> = new Set(['external_ids']);

function draftOf(change: SurvivorChange, values: ReadonlyMap<string, unknown>): Draft {
  const { id, parts, named, told, also } = change;
  return {
    action: 'update',
    id,
    ...(told && { told }),
    named,
    // A converted lead takes over what is merged into it, and is read-only for anybody else.
    isReplacement: true,
    edit: (record) => {
      const row = record as RecordRow & Columns;
      for (const part of parts) if (values.has(part.path)) part.write(row, values.get(part.path));
      also?.(row);
      const given = new Set(
        [...values.keys()].flatMap((path) => (path.startsWith(`${CUSTOM}.`) ? [CUSTOM, path] : [path])),
      );
      // A company that is named becomes the primary one of the list.
      if (named.has('company_id')) given.delete('companies');
      return given;
    },
  };
}

/** Faults about fields stand where the caller chose them. */
function inRequest(problem: ProblemError, named: ReadonlySet<string>): ProblemError {
  if (problem.status !== 422) return problem;
  return refusal(
    {},
    problem.errors.map((fault) => {
      const path = [...named].find((one) => `${fault.pointer}/`.startsWith(`/${one.replaceAll('.', '/')}/`));
      return { ...fault, pointer: path === undefined ? '/merge' : `/fields/${path}` };
    }),
  );
}
