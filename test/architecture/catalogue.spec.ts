import { type TableClass, tableClasses } from '@platform/database';
import { getMetadataArgsStorage } from 'typeorm';
import type { ColumnMetadataArgs } from 'typeorm/metadata-args/ColumnMetadataArgs';

import '../../apps/standalone/standalone';
import { connectToTemplate, type TemplateConnection } from './support/template';

let database: TemplateConnection;

beforeAll(async () => {
  database = await connectToTemplate();
});
afterAll(() => database.end());

/** TypeORM's own list of what ran. */
const NOT_OURS = new Set(['migrations']);

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

const columnsOfCatalogue = () =>
  database.rows<Column>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       NOT a.attnotnull AS nullable
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     ORDER BY 1, a.attname`,
  );

/** PostgreSQL's long names of types → the ones that entities use. */
const SHORT: Readonly<Record<string, string>> = {
  'timestamp with time zone': 'timestamptz',
};

const line = ({ table, name, type, nullable }: Column): string =>
  `${table}.${name} ${SHORT[type] ?? type}${nullable ? '' : ' NOT NULL'}`;

function columnsOfEntities(): Column[] {
  const storage = getMetadataArgsStorage();
  return storage.tables.flatMap(({ name, target }) => {
    const lineage = classLineage(target);
    return storage.columns
      .filter((column) => lineage.has(column.target))
      .map((column) => ({
        table: String(name),
        name: column.propertyName,
        type: typeOf(column),
        nullable: column.options.nullable === true,
      }));
  });
}

const typeOf = ({ options }: ColumnMetadataArgs): string =>
  `${String(options.type)}${options.array ? '[]' : ''}`;

function classLineage(start: unknown): Set<unknown> {
  const classes = new Set<unknown>();
  for (let at = start; typeof at === 'function'; at = Object.getPrototypeOf(at)) classes.add(at);
  return classes;
}

/** Abstract rows have columns but no table. */
const isStored = ({ table }: Column): boolean => table !== 'undefined' && !NOT_OURS.has(table);

interface Key {
  readonly table: string;
  readonly name: string;
  readonly first: string;
  readonly is_primary: boolean;
}

const keys = () =>
  database.rows<Key>(
    `SELECT t.relname AS table, i.relname AS name, a.attname AS first, x.indisprimary AS is_primary
     FROM pg_index x
     JOIN pg_class t ON t.oid = x.indrelid AND NOT t.relispartition
     JOIN pg_class i ON i.oid = x.indexrelid
     LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
     WHERE t.relnamespace = 'public'::regnamespace`,
  );

interface ForeignKey {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly first: string;
  readonly target: string;
  readonly actions: string;
}

const foreignKeys = () =>
  database.rows<ForeignKey>(
    `SELECT k.conname AS name, f.relname AS from, t.relname AS to, a.attname AS first, b.attname AS target,
       k.confdeltype::text || k.confupdtype::text AS actions
     FROM pg_constraint k
     JOIN pg_class f ON f.oid = k.conrelid AND NOT f.relispartition
     JOIN pg_class t ON t.oid = k.confrelid
     JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = k.conkey[1]
     JOIN pg_attribute b ON b.attrelid = t.oid AND b.attnum = k.confkey[1]
     WHERE k.contype = 'f'`,
  );

const isIn = (tableClass: TableClass, table: string): boolean => tableClasses().get(table) === tableClass;

describe('a table of workspaces', () => {
  it('has a primary key that starts with the workspace', async () => {
    const primary = (await keys()).filter(({ is_primary }) => is_primary);
    const starts = new Map(primary.map(({ table, first }) => [table, first]));
    const tables = [...tableClasses().keys()].filter((table) => isIn('workspace', table));
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((table) => starts.get(table) !== 'workspace_id')).toEqual([]);
  });

  it('has no index and no unique constraint that starts with anything else', async () => {
    const wrong = (await keys()).filter(
      ({ table, name, first }) =>
        isIn('workspace', table) && first !== 'workspace_id' && !ACROSS_WORKSPACES.has(name),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('points within its workspace, or to a table that every machine has', async () => {
    const links = (await foreignKeys()).filter(({ from }) => isIn('workspace', from));
    expect(links.length).toBeGreaterThan(10);
    const wrong = links.filter(({ to, first, target }) =>
      isIn('workspace', to) ? first !== 'workspace_id' || target !== 'workspace_id' : !isIn('reference', to),
    );
    expect(wrong).toEqual([]);
  });

  it('is pointed to by no other kind of table', async () => {
    const wrong = (await foreignKeys()).filter(
      ({ from, to }) => isIn('workspace', to) && !isIn('workspace', from),
    );
    expect(wrong).toEqual([]);
  });

  it('loses no link by itself', async () => {
    const wrong = (await foreignKeys()).filter(({ actions }) => !/^[arc]{2}$/.test(actions));
    expect(wrong).toEqual([]);
  });

  it('numbers nothing by itself', async () => {
    const counting = await database.rows<{ table: string; column: string }>(
      `SELECT c.relname AS table, a.attname AS column FROM pg_attribute a
       JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace
       LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%'`,
    );
    const whole = (table: string): string => table.replace(/_\d+$/, '');
    expect(counting.filter(({ table }) => isIn('workspace', whole(table)))).toEqual([]);
  });
});

/** What is removed by its age, whatever workspace it belongs to: the upkeep of the worker alone reads these. */
const ACROSS_WORKSPACES = new Set(['fields_deleted', 'idempotency_keys_by_expiry', 'jobs_by_end']);

describe('the schema', () => {
  it.each([
    ['triggers', 'SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal'],
    ['rules', "SELECT rulename AS name FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_class >= 16384"],
    [
      'inheritance besides partitions',
      `SELECT c.relname AS name FROM pg_inherits JOIN pg_class c ON c.oid = inhparent WHERE c.relkind NOT IN ('p', 'I')`,
    ],
    [
      'row-level security',
      "SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace",
    ],
    [
      'code of its own',
      `SELECT p.proname AS name FROM pg_proc p
       LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
       WHERE p.pronamespace = 'public'::regnamespace AND d.objid IS NULL`,
    ],
    [
      'indexes or constraints that are not valid',
      'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid',
    ],
  ])('has no %s', async (_, query) => {
    expect(await database.rows(query)).toEqual([]);
  });
});

describe('the entities', () => {
  it('are the tables, column by column', async () => {
    const inCatalogue = (await columnsOfCatalogue()).filter(isStored).map(line);
    const inCode = new Set(columnsOfEntities().filter(isStored).map(line));
    expect([...inCode].sort()).toEqual(inCatalogue.toSorted());
  });

  it('say how each table is spread', async () => {
    const tables = new Set((await columnsOfCatalogue()).filter(isStored).map(({ table }) => table));
    expect([...tableClasses().keys()].sort()).toEqual([...tables].sort());
  });
});
