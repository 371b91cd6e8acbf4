import { Injectable } from '@nestjs/common';
import { constraintViolation, type Transaction } from '@platform/database';
import { conflict, type Page, RECORD_ACTIONS, type RequestContext, unprocessable } from '@platform/http';
import { newUuid } from '@platform/ids';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { refuseBeyond } from './beyond';
import type { CreateRoleDto, RoleDto, RoleQueryDto, UpdateRoleDto } from './role.dto';
import { Role } from './role.entity';
import { roleFaults } from './role-faults';
import { ROLES } from './role-kind';
import { ADMIN, BUILT_IN_ROLES, GOVERNED, type Reaches, type RoleRights } from './role-rights';

/** Says what members may do. */
@Injectable()
export class RoleService {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
  ) {}

  /** One page of the roles, in the order in which they were made. */
  list(ctx: RequestContext, { key, ...query }: RoleQueryDto): Promise<Page<RoleDto>> {
    return this.rows.list(ctx, ROLES, {
      query,
      bound: key ?? '',
      where: (rows) => {
        if (key !== undefined) rows.andWhere('r.key = :key', { key });
      },
    });
  }

  /** One role, or 404. */
  async get(ctx: RequestContext, id: string): Promise<RoleDto> {
    return ROLES.view(await this.rows.get(ctx, ROLES, id));
  }

  /** Problems: 409 `name_taken` or `key_taken`, 422 for what cannot be limited so. */
  create(ctx: RequestContext, input: CreateRoleDto): Promise<RoleDto> {
    return this.write(ctx, async (tx) => {
      const { name, description = null, key = keyOf(name) } = input;
      const role: Role = {
        workspace_id: ctx.workspaceId,
        id: newUuid(),
        ...{ key, name, description, built_in: false },
        rights: changed(NOTHING, input),
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
      };
      await refuseFaults(tx, ctx, role.rights);
      return this.rows.create(tx, ctx, ROLES, role);
    });
  }

  /** Changes the named fields; they hold from every member's next request on. Problems as with `create`, and 409 `admin_role`. */
  update(ctx: RequestContext, asked: Asked, input: UpdateRoleDto): Promise<RoleDto> {
    return this.write(ctx, (tx) =>
      this.rows.change(tx, ctx, ROLES, {
        asked,
        edit: async (before) => {
          if (before.key === ADMIN) throw adminStays();
          refuseBeyond(ctx, before.rights);
          const { name = before.name, description = before.description } = input;
          const rights = changed(before.rights, input);
          await refuseFaults(tx, ctx, rights);
          return { name, description, rights };
        },
      }),
    );
  }

  /** Takes a role away that no member has. Problems: 409 `built_in_role`, `role_in_use`. */
  delete(ctx: RequestContext, asked: Asked): Promise<RoleDto> {
    return this.write(ctx, async (tx) => {
      const role = await this.rows.remove(tx, ctx, ROLES, asked);
      if (role.built_in) throw conflict('built_in_role', 'Every workspace has this role: change it instead.');
      refuseBeyond(ctx, role.rights);
      return role;
    });
  }

  /** What the role with a key says; it is not deleted until the transaction ends. 422 when there is none. */
  async rightsOf(tx: Transaction, ctx: RequestContext, key: string): Promise<RoleRights> {
    const [row] = await tx.sql<Pick<Role, 'rights'>>('roles.by_key', BY_KEY, [ctx.workspaceId, key]);
    if (row) return row.rights;
    const detail = `There is no role "${key}" in this workspace`;
    throw unprocessable([{ pointer: '/role', code: 'unknown_role', detail }]);
  }

  /** Gives a new workspace the roles that all of them have. */
  async furnish(tx: Transaction, ctx: RequestContext): Promise<void> {
    const { workspaceId, now } = ctx;
    for (const role of BUILT_IN_ROLES) {
      const times = { version: 1, created_at: now, updated_at: now };
      await this.rows.create(tx, ctx, ROLES, {
        ...role,
        ...times,
        workspace_id: workspaceId,
        id: newUuid(),
        built_in: true,
      });
    }
  }

  private async write(ctx: RequestContext, work: (tx: Transaction) => Promise<Role>): Promise<RoleDto> {
    try {
      return await this.writes.run(ctx, async (tx) => ROLES.view(await work(tx)));
    } catch (error) {
      throw told(error);
    }
  }
}

/** What a name that is taken, or a role that members have, means to the caller. */
function told(error: unknown): unknown {
  switch (constraintViolation(error)?.constraint) {
    case 'roles_name_unique':
      return conflict('name_taken', 'Another role has this name already.');
    case 'roles_key_unique':
      return conflict('key_taken', 'Another role has this key already: say another one.');
    case 'members_role_fk':
      return conflict('role_in_use', 'Members have this role: give them another one first.');
    default:
      return error;
  }
}

const adminStays = () =>
  conflict('admin_role', 'Admins may do everything, so that nobody can lock a workspace: make another role.');

const NO_REACH = Object.fromEntries(RECORD_ACTIONS.map((action) => [action, 'none'])) as Reaches;

/** What a new role says of what it does not mention. */
const NOTHING: RoleRights = {
  objects: Object.fromEntries(GOVERNED.map((object) => [object, NO_REACH])),
  pipelines: [],
  fields: [],
  settings: [],
};

function changed(before: RoleRights, input: UpdateRoleDto): RoleRights {
  const given = (input.objects ?? {}) as Readonly<Record<string, Partial<Reaches> | undefined>>;
  const objects = GOVERNED.map((object) => [
    object,
    { ...NO_REACH, ...before.objects[object], ...given[object] },
  ]);
  return {
    objects: Object.fromEntries(objects) as RoleRights['objects'],
    pipelines: input.pipelines ?? before.pipelines,
    fields: input.fields ?? before.fields,
    settings: [...new Set(input.settings ?? before.settings)].sort(),
  };
}

async function refuseFaults(tx: Transaction, ctx: RequestContext, rights: RoleRights): Promise<void> {
  refuseBeyond(ctx, rights);
  const faults = await roleFaults(tx, ctx, rights);
  if (faults.length > 0) throw unprocessable(faults);
}

/** A key that says the same as a name, as far as its letters go. */
function keyOf(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  return words.slice(0, 60) || `role_${newUuid().slice(-12)}`;
}

const BY_KEY = 'SELECT rights FROM roles WHERE workspace_id = $1 AND key = $2 FOR KEY SHARE';
