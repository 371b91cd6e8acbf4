import type { Sql } from '@platform/database';
import { toTypeId } from '@platform/ids';

import type { AuditEntryDto } from './audit-entry.dto';
import { entriesOf } from './audit-pages';
import { type ChainFault, faultAfter, type Link, NO_HASH } from './chain';

/** What came of looking through one workspace's log. */
export interface VerifiedLog {
  readonly workspaceId: string;
  readonly head: Link;
  readonly fault: ChainFault | null;
}

/** Looks through the logs of all workspaces, one after the other, as they are stored: with this nobody has to be believed. */
export async function* verifyAuditLogs(sql: Sql): AsyncGenerator<VerifiedLog> {
  const workspaces = await sql.sql<{ id: string }>('workspaces.ids', 'SELECT id FROM workspaces ORDER BY id');
  for (const { id } of workspaces) yield await verifyLog(sql, id);
}

/** Entries that are added meanwhile come after the head that is read first. */
async function verifyLog(sql: Sql, workspaceId: string): Promise<VerifiedLog> {
  const [row] = await sql.sql<{ number: string; hash: string }>('audit_heads.get', HEAD, [workspaceId]);
  const head: Link = { number: Number(row?.number ?? 0), hash: row?.hash ?? NO_HASH };
  const upTo = row ? head.number : Number.MAX_SAFE_INTEGER;
  const fault = await faultIn(entriesOf(sql, workspaceId, { after: 0, upTo }), head);
  return { workspaceId: toTypeId('workspace', workspaceId), head, fault };
}

async function faultIn(entries: AsyncIterable<AuditEntryDto>, head: Link): Promise<ChainFault | null> {
  let last: Link = { number: 0, hash: NO_HASH };
  for await (const entry of entries) {
    const fault = faultAfter(last, entry);
    if (fault) return fault;
    last = entry;
  }
  if (last.number === head.number && last.hash === head.hash) return null;
  return { number: head.number, what: `the log ends with entry ${last.number}, and its head is another one` };
}

const HEAD = 'SELECT number, hash FROM audit_heads WHERE workspace_id = $1';
