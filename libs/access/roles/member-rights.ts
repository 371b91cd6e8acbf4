import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { type Rights, seesEverything } from '@platform/http';

import { compileRights } from './compile-rights';
import { ADMIN, type RoleRights } from './role-rights';
import { isOfRecords, reachesBehind } from './scope-reaches';

/** What a member may do now. */
export interface MemberRights {
  /** Null for admins, whom nothing limits. */
  readonly rights: Rights | null;
  /** Whether a credential of the member's can have a scope. */
  readonly allows: (scope: string) => boolean;
}

/** Members whose rights are kept compiled. */
const MOST_KEPT = 2000;

/** Looks up what members may do: on every request, so that a change holds from the next one on. */
@Injectable()
export class MemberRightsReader {
  private readonly known = new Map<string, { readonly state: string; readonly found: MemberRights }>();

  constructor(private readonly database: Database) {}

  /** Null for a member who has left. */
  async of(workspaceId: string, memberId: string, sql: Sql = this.database): Promise<MemberRights | null> {
    const [row] = await sql.sql<RightsRow>('members.rights', RIGHTS, [workspaceId, memberId]);
    if (!row) return null;
    const state = `${row.role_id} ${row.version} ${row.colleagues.join()}`;
    const known = this.known.get(memberId);
    if (known?.state === state) return known.found;
    const found = await this.compiled(sql, workspaceId, memberId, row);
    if (this.known.size >= MOST_KEPT) this.known.clear();
    this.known.set(memberId, { state, found });
    return found;
  }

  private async compiled(
    sql: Sql,
    workspaceId: string,
    memberId: string,
    { role, role_id: roleId, colleagues }: RightsRow,
  ): Promise<MemberRights> {
    if (role === ADMIN) return { rights: null, allows: () => true };
    const [row] = await sql.sql<{ rights: RoleRights }>('roles.rights', ROLE, [workspaceId, roleId]);
    if (!row) throw new Error('A member has a role that is not there.');
    const rights = compileRights(row.rights, { role, memberId, colleagues });
    return { rights, allows: (scope) => isAllowed(rights, scope) };
  }
}

interface RightsRow {
  readonly role: string;
  readonly role_id: string;
  readonly version: number;
  readonly colleagues: readonly string[];
}

/** What of the settings not everybody in a workspace may look at. */
const SECLUDED: ReadonlySet<string> = new Set([
  'apps',
  'audit',
  'forms',
  'incoming-urls',
  'keys',
  'webhooks',
]);

/** What shows or hands on whatever is in the workspace: whoever does not see all of it may not configure that. */
const UNLIMITED: ReadonlySet<string> = new Set([
  'apps',
  // What is erased in them is gone for everybody.
  'events',
  // Other types of them are tried on every value.
  'fields',
  // They show what was sent with them.
  'forms',
  'incoming-urls',
  'keys',
  'teams',
  'webhooks',
]);

/** What every member may do: their own tokens go by their role, asking an admin for an app decides nothing, and of requests they see their own. */
const EVERYBODYS: ReadonlySet<string> = new Set(['apps:request', 'request-log:read', 'tokens:manage']);

/** Whether the rights are enough for what a setting shows and hands on. */
function mayConfigure(rights: Rights, setting: string): boolean {
  if (!UNLIMITED.has(setting)) return true;
  // Whoever arranges teams could join them all.
  return seesEverything(rights) && (setting !== 'teams' || !reachesByTeam(rights));
}

const reachesByTeam = ({ objects }: Rights): boolean =>
  [...objects.values()].some(({ reaches, places }) =>
    [reaches, ...places.map((place) => place.reaches)].some((all) => Object.values(all).includes('team')),
  );

/** Whether rights leave anything of what a scope allows. */
function isAllowed(rights: Rights, scope: string): boolean {
  if (EVERYBODYS.has(scope)) return true;
  if (isOfRecords(scope)) return reachesBehind(rights, scope).some((reach) => reach !== 'none');
  const [setting = '', verb = ''] = scope.split(':');
  if (rights.settings.has(setting) && mayConfigure(rights, setting)) return true;
  return verb === 'read' && !SECLUDED.has(setting);
}

const RIGHTS = `
  SELECT m.role, r.id AS role_id, r.version, ARRAY(
    SELECT DISTINCT other.member_id FROM team_members AS own
    JOIN team_members AS other ON other.workspace_id = $1 AND other.team_id = own.team_id
    WHERE own.workspace_id = $1 AND own.member_id = $2
    UNION SELECT $2::uuid ORDER BY 1) AS colleagues
  FROM members AS m JOIN roles AS r ON r.workspace_id = $1 AND r.key = m.role
  WHERE m.workspace_id = $1 AND m.id = $2 AND m.state <> 'left'`;

const ROLE = 'SELECT rights FROM roles WHERE workspace_id = $1 AND id = $2';
