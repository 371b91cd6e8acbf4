import { type RecordRow, RecordService, recordTypeOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { type IdKind, toTypeId } from '@platform/ids';

import type { LinkedObject } from './linked-objects';
import type { RecordLinkAnswerDto } from './record-link.dto';

/** A record that things belong to, by its stored id. */
export interface LinkedRecord {
  readonly object: LinkedObject;
  readonly id: string;
}

/** What can belong to records. */
const THINGS: readonly IdKind[] = ['activity', 'note', 'file'];

const AT_ONCE = 500;

/** The things that belong to records: activities, notes and files. */
@Injectable()
export class LinkedThings {
  constructor(private readonly records: RecordService) {}

  /**
   * Lets everything that belongs to one record belong to others as well, in a transaction that the caller holds; what
   * belongs to them already stays as it is. Each thing that gains a record is told of as updated. Answers with their number.
   */
  async addLinks(
    ctx: RequestContext,
    tx: Transaction,
    { from, to }: { readonly from: LinkedRecord; readonly to: readonly LinkedRecord[] },
  ): Promise<number> {
    const links = to.map(({ object, id }) => ({ object, id: toTypeId(object, id) }));
    return this.change(ctx, tx, from, (row) => addTo(row, links));
  }

  /** Takes those links away again, also where they were there before. Answers with the number of things. */
  async removeLinks(
    ctx: RequestContext,
    tx: Transaction,
    { from, to }: { readonly from: LinkedRecord; readonly to: readonly LinkedRecord[] },
  ): Promise<number> {
    const gone = new Set(to.map(({ object, id }) => toTypeId(object, id)));
    return this.change(ctx, tx, from, (row) => {
      row.links = row.links.filter(({ id }) => !gone.has(id));
      return LINKS;
    });
  }

  private async change(
    caller: RequestContext,
    tx: Transaction,
    from: LinkedRecord,
    edit: (row: Linked) => ReadonlySet<string>,
  ): Promise<number> {
    // They follow the records, whoever may see them.
    const ctx = caller.beyondRights();
    let changed = 0;
    for (const kind of THINGS) {
      const ids = await tx.sql<{ id: string }>('record_links.things', THINGS_OF, [
        ctx.workspaceId,
        from.id,
        kind,
      ]);
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        const some = ids.slice(start, start + AT_ONCE).map(({ id }) => id);
        await this.edit(ctx, tx, kind, { ids: some, edit });
      }
      changed += ids.length;
    }
    return changed;
  }

  private async edit(
    ctx: RequestContext,
    tx: Transaction,
    kind: IdKind,
    { ids, edit }: { readonly ids: readonly string[]; readonly edit: (row: Linked) => ReadonlySet<string> },
  ): Promise<void> {
    const type = recordTypeOf(kind);
    if (!type) return;
    const ofRow = (row: RecordRow) => edit(row as RecordRow & Linked);
    await this.records.changeMany(ctx, type, { action: 'update', ids, edit: ofRow }, tx);
  }
}

interface Linked {
  links: RecordLinkAnswerDto[];
}

/** No caller named these links: the limit of what callers add does not count. */
function addTo(row: Linked, links: readonly RecordLinkAnswerDto[]): ReadonlySet<string> {
  const known = new Set(row.links.map(({ id }) => id));
  row.links = [...row.links, ...links.filter(({ id }) => !known.has(id))];
  return NOTHING;
}

const NOTHING: ReadonlySet<string> = new Set();

const LINKS: ReadonlySet<string> = new Set(['links']);

const THINGS_OF = `
  SELECT thing_id AS id FROM record_links
  WHERE workspace_id = $1 AND record_id = $2 AND object = $3 ORDER BY thing_id`;
