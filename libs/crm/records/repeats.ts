import type { Transaction } from '@platform/database';
import { type Dto, ListField, type ProblemError, type RequestContext } from '@platform/http';

import type { Admitted, SetWrite } from './admission';
import type { Edit } from './edit';
import type { RecordRow } from './record.entity';

/** What a caller may say that becomes of a record which seems to be there already. */
export const REPEAT_MODES = ['warn', 'block', 'ignore'] as const;
export type RepeatMode = (typeof REPEAT_MODES)[number];

/** How a write looks for the records that it may repeat: as a caller says, or as the rules of the workspace do. */
export type RepeatCheck = RepeatMode | 'as_ruled';

/** An edit that nothing speaks against so far, and how to look for what it repeats. */
export interface Repeating {
  readonly edit: Edit;
  readonly check: RepeatCheck;
}

/** What was found about one edit: it is not to be stored, or whoever wrote it is told of records that are there. */
export type Repeated = { readonly problem: ProblemError } | { readonly told: readonly object[] };

/** Tells new and changed records from those that are there. */
export interface Repeats {
  /** The contract of one record that is told of. */
  readonly answer: Dto;
  /** Looks at all edits of a set at once, in their order: a later one may repeat an earlier one. */
  look(
    asked: readonly Repeating[],
    ctx: RequestContext,
    tx: Transaction,
  ): Promise<ReadonlyMap<Edit, Repeated>>;
}

/** Looks for what the edits repeat whose drafts ask for it. */
export async function repeatsAmong<Row extends RecordRow>(
  { ctx, tx, shape }: SetWrite<Row>,
  admitted: readonly Admitted<Row>[],
): Promise<ReadonlyMap<Edit, Repeated>> {
  const { repeats } = shape.type;
  const asked = repeats ? admitted.flatMap(askedOf) : [];
  return repeats && asked.length > 0 ? repeats.look(asked, ctx, tx) : new Map();
}

function askedOf<Row extends RecordRow>({ edit, waiting }: Admitted<Row>): Repeating[] {
  const { duplicates: check } = waiting.draft;
  return check === undefined ? [] : [{ edit, check }];
}

/** The field of an answer that tells which records a write seems to repeat; for kinds of record that are looked at. */
export const repeatsField = (repeats: Repeats | undefined): Record<string, PropertyDecorator> =>
  repeats
    ? {
        duplicates: ListField(repeats.answer, {
          optional: true,
          nullable: false,
          max: 50,
          example: [],
          description:
            'The records that it may be the same as, when rules that warn say so, or with `duplicates=warn`.',
        }),
      }
    : {};
