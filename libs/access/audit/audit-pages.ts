import type { Sql } from '@platform/database';

import type { AuditEntryDto } from './audit-entry.dto';
import type { AuditEntry } from './audit-entry.entity';
import { entryView } from './audit-view';

const AT_ONCE = 500;

/** Which entries: those after a number, up to and with another one. */
export interface Numbers {
  readonly after: number;
  readonly upTo: number;
}

/** The entries of a workspace in their order, read a page at a time while they are taken. */
export async function* entriesOf(
  sql: Sql,
  workspaceId: string,
  { after, upTo }: Numbers,
): AsyncGenerator<AuditEntryDto> {
  for (let last = after; last < upTo; ) {
    const rows = await sql.sql<AuditEntry>('audit_entries.pages', PAGE, [workspaceId, last, upTo, AT_ONCE]);
    for (const row of rows) yield entryView(row);
    if (rows.length < AT_ONCE) return;
    last = Number(rows.at(-1)?.number);
  }
}

const PAGE = `
  SELECT * FROM audit_entries WHERE workspace_id = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4`;
