import type { FieldLimit, Reach, RecordAction } from '@platform/http';

/** How far each right reaches. */
export type Reaches = Record<RecordAction, Reach>;

/** A pipeline, or a stage of it, where rights reach otherwise. */
export interface RolePlace extends Partial<Record<RecordAction, Reach | null>> {
  readonly object: string;
  readonly pipeline_id: string;
  readonly stage_id?: string | null;
}

/** A field that is hidden, or cannot be changed. */
export interface RoleField {
  readonly object: string;
  readonly field: string;
  readonly access: FieldLimit;
}

/** What a role says, with public ids. */
export interface RoleRights {
  /** By kind of record. */
  readonly objects: Readonly<Record<string, Reaches>>;
  readonly pipelines: readonly RolePlace[];
  readonly fields: readonly RoleField[];
  /** What of the workspace may be configured, by the first word of the scopes: `pipelines`, `members` … */
  readonly settings: readonly string[];
}

/** The role that may do everything. */
export const ADMIN = 'admin';

/** What records can be limited, in the order in which roles say it. */
export const GOVERNED = ['lead', 'deal', 'contact', 'company', 'product', 'activity'] as const;

const reaches = (
  read: Reach,
  create: Reach,
  update: Reach,
  remove: Reach,
  bulk: Reach = 'none',
): Reaches => ({ read, create, update, delete: remove, export: bulk, import: bulk, merge: bulk });

const ALL = reaches('all', 'all', 'all', 'all', 'all');

const forEach = (one: Reaches): RoleRights['objects'] =>
  Object.fromEntries(GOVERNED.map((object) => [object, one]));

interface BuiltIn {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly rights: RoleRights;
}

const NO_LIMITS = { pipelines: [], fields: [] } as const;

/** What every workspace starts with. */
export const BUILT_IN_ROLES: readonly BuiltIn[] = [
  {
    key: ADMIN,
    name: 'Admin',
    description: 'May do everything; cannot be changed.',
    rights: { objects: forEach(ALL), ...NO_LIMITS, settings: ['*'] },
  },
  {
    key: 'manager',
    name: 'Manager',
    description: 'Sees and changes all records, and arranges pipelines, products, segments and forms.',
    rights: {
      objects: forEach(ALL),
      ...NO_LIMITS,
      settings: ['directories', 'forms', 'pipelines', 'segments'],
    },
  },
  {
    key: 'sales',
    name: 'Sales',
    description: 'Sees the leads and deals of their teams and all clients; changes what is their own.',
    rights: {
      objects: {
        lead: reaches('team', 'own', 'own', 'own'),
        deal: reaches('team', 'own', 'own', 'own'),
        contact: reaches('all', 'own', 'own', 'own'),
        company: reaches('all', 'own', 'own', 'own'),
        product: reaches('all', 'none', 'none', 'none'),
        activity: reaches('all', 'own', 'own', 'own'),
      },
      ...NO_LIMITS,
      settings: ['segments'],
    },
  },
  {
    key: 'read_only',
    name: 'Read only',
    description: 'Sees all records and changes nothing.',
    rights: { objects: forEach(reaches('all', 'none', 'none', 'none')), ...NO_LIMITS, settings: [] },
  },
];
