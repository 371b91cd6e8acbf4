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
    let changed = 0;
    for (const kind of THINGS) {
      const ids = await tx.sql<{ id: string }>('record_links.things', THINGS_OF, [
        ctx.workspaceId,
        from.id,
        kind,
      ]);
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        const some = ids.slice(start, start + AT_ONCE).map(({ id }) => id);
        await this.link(ctx, tx, kind, { ids: some, links });
      }
      changed += ids.length;
    }
    return changed;
  }

  private async link(
    ctx: RequestContext,
    tx: Transaction,
    kind: IdKind,
    { ids, links }: { readonly ids: readonly string[]; readonly links: readonly RecordLinkAnswerDto[] },
  ): Promise<void> {
    const type = recordTypeOf(kind);
    if (!type) return;
    const edit = (row: RecordRow) => addTo(row as RecordRow & Linked, links);
    await this.records.changeMany(ctx, type, { action: 'update', ids, edit }, tx);
  }
}

interface Linked {
  links: RecordLinkAnswerDto[];
}

function addTo(row: Linked, links: readonly RecordLinkAnswerDto[]): ReadonlySet<string> {
  const known = new Set(row.links.map(({ id }) => id));
  row.links = [...row.links, ...links.filter(({ id }) => !known.has(id))];
  return new Set(['links']);
}

const THINGS_OF = `
  SELECT thing_id AS id FROM record_links
  WHERE workspace_id = $1 AND record_id = $2 AND object = $3 ORDER BY thing_id`;
