import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { type IdKind, toUuid } from '@platform/ids';

import type { Edit } from './edit';
import type { Columns } from './field-kind';
import { reportUnknown } from './references';

/** A list whose entries name other records. */
interface ListedField {
  readonly field: string;
  /** Where in an entry the id stands. */
  readonly beside: string;
  readonly kind: IdKind;
}

/** Reports entries that name a record twice, or one that they did not name before and that this workspace does not have. */
export async function checkListed(
  edits: readonly Edit[],
  { field, beside, kind }: ListedField,
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  const stored = (id: unknown): string => toUuid(kind, String(id)) ?? String(id);
  const idsIn = (row: unknown): string[] =>
    (((row as Columns | null)?.[field] ?? []) as Columns[]).map((entry) => stored(entry[beside]));
  const set = edits
    .filter((edit) => edit.given.has(field))
    .flatMap((edit) =>
      idsIn(edit.row).map((id, at, ids) => ({
        edit,
        id,
        pointer: `/${field}/${at}/${beside}`,
        isSecond: ids.indexOf(id) < at,
      })),
    );
  for (const { edit, pointer, isSecond } of set) {
    if (isSecond) edit.fault(pointer, 'duplicate', `Name each ${kind} once`);
  }
  const known = new Map(edits.map((edit) => [edit, new Set(idsIn(edit.before))]));
  const added = set.filter(({ edit, id }) => !known.get(edit)?.has(id));
  await reportUnknown(tx, ctx, kind, added);
}
