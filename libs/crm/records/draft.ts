import type { EventDefinition } from '@platform/events';
import { type Fault, type ProblemError, unprocessable } from '@platform/http';

import type { Action } from './edit';
import type { Columns, Survivors } from './field-kind';
import type { RecordRow } from './record.entity';
import type { RecordShape, UniqueKey } from './record-shape';
import type { RecordView } from './record-view';
import type { RepeatCheck } from './repeats';

/** A record named by a value that it alone holds. */
export interface KeyValue {
  readonly key: UniqueKey;
  readonly value: Columns;
}

/** An event that tells of a change in place of the usual one of its action, and what it says beside the record. */
export interface Telling {
  readonly event: EventDefinition;
  readonly more: object;
}

/** One record of a set that is to be written: which, under which conditions, and what happens to it. */
export interface Draft<Row extends RecordRow = RecordRow> {
  /** An upsert creates the record when nothing has its key, and changes it otherwise. */
  readonly action: Action | 'upsert';
  /** The stored id; nothing for creations, and for records that are named by a key. */
  readonly id?: string;
  readonly by?: KeyValue;
  /** The parent that it must belong to. */
  readonly parentId?: string;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  /** See `Edit`. */
  readonly isReplacement?: boolean;
  /** The fields that the caller named, when the code gives more than those: roles limit them alone. All that are given unless told. */
  readonly named?: ReadonlySet<string>;
  /** Whether to look for records that it may repeat, and what then; nobody looks unless told. */
  readonly duplicates?: RepeatCheck;
  /** Where its fields stand in the caller's body (JSON Pointer); faults are told from there. */
  readonly pointer?: string;
  /**
   * How the change is told: by the event of its action unless said. What is told in another way is told also when no field
   * changes. Nothing is told of what another event tells: the version stays, and the record may be deleted.
   */
  readonly told?: Telling | 'nothing';
  /** Puts what the caller wants into the row and says which fields they named; a ProblemError refuses this record alone. */
  edit(row: Row, action: Action, tools: EditTools<Row>): ReadonlySet<string>;
}

/** What an edit of a row can use. */
export interface EditTools<Row extends RecordRow = RecordRow> {
  /** Of the record's type as its workspace has it. */
  readonly shape: RecordShape<Row>;
  /** Reports what is wrong; the record is then refused with all faults at once. */
  readonly fault: (fault: Fault) => void;
  /** See `Putting`. */
  readonly survivors: Survivors;
}

export type Result = 'created' | 'updated' | 'unchanged' | 'deleted' | 'restored';

/** A record as it is stored now. */
export interface Written {
  readonly view: RecordView;
  readonly result: Result;
  /** The records that it may repeat, when anybody is to be told. */
  readonly duplicates?: readonly object[];
}

/** A record of which nothing was stored. */
export interface Refused {
  readonly problem: ProblemError;
}

/** What became of one draft. */
export type Outcome = Written | Refused;

/** A record that was written, or the problem of one that was not. */
export function writtenOf(outcome: Outcome | undefined): Written {
  if (!outcome) throw new Error('A draft has no outcome.');
  if ('problem' in outcome) throw outcome.problem;
  return outcome;
}

/** A 422 about the fields of a draft, told from where they stand in the caller's body. */
export const refusal = ({ pointer = '' }: Pick<Draft, 'pointer'>, faults: readonly Fault[]): ProblemError =>
  unprocessable(faults.map((fault) => ({ ...fault, pointer: pointer + fault.pointer })));

/** The records of a set that stands or falls together; throws all faults of its drafts at once, or the first other problem. */
export function writtenViews(outcomes: readonly Outcome[]): RecordView[] {
  const problems = outcomes.flatMap((outcome) => ('problem' in outcome ? [outcome.problem] : []));
  const other = problems.find(({ status }) => status !== 422);
  if (other) throw other;
  if (problems.length > 0) throw unprocessable(problems.flatMap(({ errors }) => errors));
  return outcomes.flatMap((outcome) => ('problem' in outcome ? [] : [outcome.view]));
}

/** A value under a name that no other value, of any key, and no id has. */
export const nameOf = ({ key, value }: KeyValue): string =>
  `${key.path ?? key.field} ${key.exclusive.print(value)}`;
