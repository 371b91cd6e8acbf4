import { type Edit, type RecordRow, reportUnknown } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { LINKED_OBJECTS, linkedObjectOf } from './linked-objects';
import { MAX_LINKS, storedIdOf } from './links-field';
import type { RecordLinkAnswerDto } from './record-link.dto';

/** A row whose thing belongs to records. */
export interface LinkedRow extends RecordRow {
  links: RecordLinkAnswerDto[];
}

interface NewLink {
  readonly edit: Edit<LinkedRow>;
  readonly pointer: string;
  readonly link: RecordLinkAnswerDto;
}

/** Reports links that are added beyond the limit, that stand twice, that name another kind of record than their id, or that this workspace does not have. */
export async function checkLinks(
  edits: readonly Edit<LinkedRow>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  const added = edits.filter(({ given }) => given.has('links')).flatMap(addedLinks);
  for (const { edit, pointer, link } of added) {
    if (link.object === linkedObjectOf(link.id)) continue;
    edit.fault(`${pointer}/object`, 'wrong_object', 'The id names another kind of record');
  }
  for (const kind of LINKED_OBJECTS) {
    const named = added.filter(({ link }) => linkedObjectOf(link.id) === kind);
    const set = named.map(({ edit, pointer, link }) => ({
      edit,
      pointer: `${pointer}/id`,
      id: storedIdOf(link),
    }));
    await reportUnknown(tx, ctx, kind, set);
  }
}

/** What was there before may stay, also when its record is deleted by now. */
function addedLinks(edit: Edit<LinkedRow>): NewLink[] {
  const known = new Set(edit.before?.links.map(({ id }) => id));
  const ids = edit.row.links.map(({ id }) => id);
  if (ids.length > MAX_LINKS && ids.some((id) => !known.has(id)))
    edit.fault('/links', 'too_many', `No link can be added where there would be more than ${MAX_LINKS}`);
  return edit.row.links.flatMap((link, at) => {
    if (ids.indexOf(link.id) < at) edit.fault(`/links/${at}/id`, 'duplicate', 'Name each record once');
    return known.has(link.id) ? [] : [{ edit, pointer: `/links/${at}`, link }];
  });
}
