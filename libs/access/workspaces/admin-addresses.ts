import type { Sql } from '@platform/database';

/** Where the people who answer for a workspace are reached. */
export async function adminAddresses(sql: Sql, workspaceId: string): Promise<string[]> {
  const rows = await sql.sql<{ email: string }>('members.admin_addresses', ADDRESSES, [workspaceId]);
  return rows.map((row) => row.email);
}

const ADDRESSES = `
  SELECT email FROM members WHERE workspace_id = $1 AND role = 'admin' AND state = 'active' ORDER BY id LIMIT 50`;
