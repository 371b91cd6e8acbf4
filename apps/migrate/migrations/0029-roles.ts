import type { Migration } from '@platform/database';

/** What each of the roles that every workspace has says; frozen as it was when they came. */
const reaches = (read: string, create: string, update: string, remove: string, bulk = 'none') => ({
  read,
  create,
  update,
  delete: remove,
  export: bulk,
  import: bulk,
  merge: bulk,
});

const OBJECTS = ['lead', 'deal', 'contact', 'company', 'product', 'activity'];
const forEach = (one: object) => Object.fromEntries(OBJECTS.map((object) => [object, one]));
const ALL = reaches('all', 'all', 'all', 'all', 'all');

const SELLING = reaches('team', 'own', 'own', 'own');

const rights = (objects: object, settings: readonly string[]): string =>
  JSON.stringify({ objects, pipelines: [], fields: [], settings });

const ROLES = [
  ['admin', 'Admin', 'May do everything; cannot be changed.', rights(forEach(ALL), ['*'])],
  [
    'manager',
    'Manager',
    'Sees and changes all records, and arranges pipelines, products, segments and forms.',
    rights(forEach(ALL), ['directories', 'forms', 'pipelines', 'segments']),
  ],
  [
    'sales',
    'Sales',
    'Sees the leads and deals of their teams and all clients; changes what is their own.',
    rights(
      {
        ...forEach(reaches('all', 'own', 'own', 'own')),
        lead: SELLING,
        deal: SELLING,
        product: reaches('all', 'none', 'none', 'none'),
      },
      ['segments'],
    ),
  ],
  [
    'read_only',
    'Read only',
    'Sees all records and changes nothing.',
    rights(forEach(reaches('all', 'none', 'none', 'none')), []),
  ],
] as const;

const VALUES = ROLES.map(
  ([key, name, description, says]) => `('${key}', '${name}', '${description}', '${says}'::jsonb)`,
).join(',\n');

/** A UUIDv7 (RFC 9562, section 5.7); PostgreSQL makes none before version 18. */
const UUID = `(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' ||
  substr(replace(gen_random_uuid()::text, '-', ''), 14, 19))::uuid`;

/** Roles say what members may do; a member's role is the key of one. */
export const roles: Migration = {
  name: 'Roles1795000000029',
  statements: [
    `CREATE TABLE roles (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      key text NOT NULL,
      name text NOT NULL,
      description text,
      built_in boolean NOT NULL,
      rights jsonb NOT NULL,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CONSTRAINT roles_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT roles_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id),
      CONSTRAINT roles_key_unique UNIQUE (workspace_id, key))`,
    'CREATE UNIQUE INDEX roles_name_unique ON roles (workspace_id, lower(name))',
    `/* migration */ INSERT INTO roles (workspace_id, id, key, name, description, built_in, rights, version, created_at, updated_at)
      SELECT w.id, ${UUID}, r.key, r.name, r.description, true, r.rights, 1, w.created_at, w.created_at
      FROM workspaces AS w CROSS JOIN (VALUES ${VALUES}) AS r (key, name, description, rights)`,
    // Nobody could sign in yet: whoever was no admin sells.
    `/* migration */ UPDATE members SET role = 'sales' WHERE role = 'member'`,
    `ALTER TABLE members ADD CONSTRAINT members_role_fk FOREIGN KEY (workspace_id, role) REFERENCES roles (workspace_id, key)`,
    'CREATE INDEX members_by_role ON members (workspace_id, role, id)',
    'CREATE INDEX record_links_of_thing ON record_links (workspace_id, thing_id)',
  ],
};

const ownedIndex = (column: string, expression: string): string =>
  `CREATE INDEX deals_owned_by_${column} ON deals (workspace_id, owner_id, ${expression}, id) WHERE deleted_at IS NULL`;

/** Lists of deals of one owner, in each order that lists have: what members with limits see is read owner by owner. */
export const ownedDeals: Migration = {
  name: 'OwnedDeals1795000000030',
  statements: [
    ownedIndex('updated_at', 'updated_at'),
    ownedIndex('title', `(left(folded ->> 'title', 100)) COLLATE "C"`),
    ownedIndex('amount', 'amount'),
    ownedIndex('amount_base', 'amount_base'),
    ownedIndex('expected_close_on', 'expected_close_on'),
  ],
};
