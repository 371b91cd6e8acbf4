import type { Fault } from '@platform/http';

import type { IdKind } from '@platform/ids';

import type { RecordRow } from './record.entity';

/** What happens to a record. */
export type Action = 'create' | 'update' | 'delete' | 'restore';

/** One record on its way into the database: what it was, what it is to be, and what speaks against it. */
export class Edit<Row extends RecordRow = RecordRow> {
  readonly faults: Fault[] = [];
  /** The stored ids that it sets and that name nothing: of records that were merged, perhaps. */
  readonly unknown: { readonly kind: IdKind; readonly id: string }[] = [];

  constructor(
    readonly action: Action,
    /** As it is stored; null while it is being created. */
    readonly before: Row | null,
    /** As it will be stored. Rules may fill in what follows from other fields. */
    readonly row: Row,
    /** The fields that the caller named. */
    readonly given: ReadonlySet<string>,
    /** Whether it takes the record away from what is about to be deleted: nobody changes the record for its own sake. */
    readonly isReplacement = false,
  ) {}

  /** Whether a column differs from what is stored. */
  changes<Column extends keyof Row>(column: Column): boolean {
    return this.before?.[column] !== this.row[column];
  }

  /** Gives a column that nobody has filled its value. */
  fill<Column extends keyof Row>(column: Column, value: Row[Column]): void {
    if ((this.row[column] as unknown) === null) this.row[column] = value;
  }

  /** Reports what must not be: the whole write is refused, with all faults at once, each told once by who finds it first. */
  fault(pointer: string, code: string, detail: string): void {
    if (this.faults.some((known) => known.pointer === pointer && known.code === code)) return;
    this.faults.push({ pointer, code, detail });
  }
}
