import { unboundTables } from './statement-rules';

const TABLES = new Set(['leads', 'deals', 'stages', 'pipelines', 'events', 'members']);

const unbound = (text: string) => unboundTables(text, (table) => TABLES.has(table));

describe('a statement that names its workspace', () => {
  it.each([
    'SELECT id FROM leads WHERE workspace_id = $1 AND id = $2',
    'SELECT id FROM "leads" "Lead" WHERE (("Lead"."workspace_id" = $1) AND ("Lead"."id" = $2)) LIMIT 1',
    'SELECT l.id FROM leads AS l WHERE l.workspace_id = $1 AND (l.a = $2 OR l.b = $3)',
    'SELECT id FROM public.leads WHERE leads.workspace_id = $1 FOR NO KEY UPDATE',
    'SELECT s.id FROM stages s JOIN pipelines p ON p.workspace_id = $1 AND p.id = s.pipeline_id WHERE s.workspace_id = $1',
    'SELECT p.id FROM pipelines p LEFT JOIN stages s ON s.workspace_id = $1 AND s.x = p.x WHERE p.workspace_id = $1 GROUP BY p.id',
    'INSERT INTO leads (workspace_id, id) SELECT workspace_id, id FROM jsonb_populate_recordset(NULL::leads, $1::jsonb)',
    'INSERT INTO "leads"("workspace_id", "id") VALUES ($1, $2) ON CONFLICT (workspace_id, id) DO UPDATE SET id = excluded.id',
    'UPDATE leads AS t SET (a, b) = (n.a, n.b) FROM jsonb_populate_recordset(NULL::leads, $2) AS n WHERE t.workspace_id = $1 AND n.workspace_id = $1',
    'DELETE FROM deals WHERE workspace_id = $1 AND id = ANY ($2)',
    'SELECT id FROM leads WHERE workspace_id = $1 UNION ALL SELECT id FROM deals WHERE workspace_id = $1',
    'WITH old AS (SELECT id FROM leads WHERE workspace_id = $1) SELECT * FROM old WHERE EXISTS (SELECT 1 FROM deals WHERE workspace_id = $1)',
    "SELECT 'FROM leads' AS text FROM workspaces -- FROM deals\n/* FROM stages */",
    'SELECT extract(day FROM created_at), a IS DISTINCT FROM leads FROM apps WHERE id = $1',
    'COPY leads ("workspace_id", "id", "members") FROM STDIN',
    'CREATE TABLE leads_copy (LIKE leads INCLUDING ALL)',
    'SELECT pg_notify($1, $2)',
  ])('passes: %s', (text) => {
    expect(unbound(text)).toEqual([]);
  });
});

describe('a statement that forgets its workspace', () => {
  it.each([
    ['no condition', 'SELECT id FROM leads', ['leads']],
    ['another condition', 'SELECT id FROM leads WHERE id = $1', ['leads']],
    ['a condition beside OR', 'SELECT id FROM leads WHERE workspace_id = $1 OR id = $2', ['leads']],
    ['OR further in', 'SELECT id FROM leads WHERE (workspace_id = $1 OR x) AND y', ['leads']],
    ['a negated condition', 'SELECT id FROM leads WHERE NOT (workspace_id = $1)', ['leads']],
    ['a negation without parentheses', 'SELECT id FROM leads WHERE NOT workspace_id = $1', ['leads']],
    ['an inequality', 'SELECT id FROM leads WHERE workspace_id <> $1', ['leads']],
    ['several workspaces', 'SELECT id FROM leads WHERE workspace_id = ANY ($1)', ['leads']],
    ['a text in the statement', "SELECT id FROM leads WHERE workspace_id = '0193'", ['leads']],
    ['itself', 'SELECT id FROM leads WHERE workspace_id = workspace_id', ['leads']],
    [
      'one side of a join',
      'SELECT 1 FROM stages s JOIN pipelines p ON p.id = s.id WHERE s.workspace_id = $1',
      ['pipelines'],
    ],
    [
      'a bound side by the other',
      'SELECT 1 FROM stages s JOIN pipelines p ON p.workspace_id = s.workspace_id WHERE s.workspace_id = $1',
      ['pipelines'],
    ],
    [
      'neither of two by name',
      'SELECT 1 FROM stages s, pipelines p WHERE workspace_id = $1',
      ['stages', 'pipelines'],
    ],
    [
      'the kept side of an outer join',
      'SELECT 1 FROM stages s LEFT JOIN pipelines p ON s.workspace_id = $1 AND p.workspace_id = $1',
      ['stages'],
    ],
    ['a table in a list', 'SELECT 1 FROM workspaces w, leads WHERE w.id = $1', ['leads']],
    ['a subquery', 'SELECT 1 FROM leads WHERE workspace_id = $1 AND x IN (SELECT id FROM deals)', ['deals']],
    [
      'the outer query',
      'SELECT 1 FROM leads WHERE id IN (SELECT id FROM deals WHERE workspace_id = $1)',
      ['leads'],
    ],
    ['a CTE', 'WITH x AS (DELETE FROM deals RETURNING id) SELECT * FROM x', ['deals']],
    [
      'one half of a union',
      'SELECT 1 FROM leads WHERE workspace_id = $1 UNION SELECT 1 FROM deals',
      ['deals'],
    ],
    ['an insert without the column', 'INSERT INTO leads (id) VALUES ($1)', ['leads']],
    ['rows copied in without the column', 'COPY leads (id) FROM STDIN', ['leads']],
    ['a table copied out', 'COPY leads TO STDOUT', ['leads']],
    ['an insert without columns', 'INSERT INTO leads VALUES ($1)', ['leads']],
    ['an insert that reads', 'INSERT INTO leads (workspace_id) SELECT workspace_id FROM deals', ['deals']],
    ['an update', 'UPDATE leads SET workspace_id = $1', ['leads']],
    ['an update in lower case and quotes', 'update "leads" set x = $1 where id = $2', ['leads']],
    [
      'an update from another table',
      'UPDATE leads l SET x = 1 FROM deals d WHERE l.workspace_id = $1 AND d.id = l.id',
      ['deals'],
    ],
    [
      'a delete using another table',
      'DELETE FROM leads l USING deals d WHERE l.workspace_id = $1',
      ['deals'],
    ],
    ['everything', 'TRUNCATE leads', ['leads']],
    ['everything at once', 'TRUNCATE TABLE leads, deals CASCADE', ['leads', 'deals']],
    [
      'a join in parentheses',
      'SELECT 1 FROM (leads l JOIN deals d ON true) WHERE l.workspace_id = $1',
      ['deals'],
    ],
    ['a condition in the answer', 'SELECT workspace_id = $1 FROM leads', ['leads']],
    ['a condition of a filter', 'SELECT count(*) FILTER (WHERE workspace_id = $1) FROM leads', ['leads']],
    ['an argument', 'SELECT 1 FROM leads WHERE coalesce(workspace_id = $1, true)', ['leads']],
  ])('is found: %s', (_, text, tables) => {
    expect(unbound(text)).toEqual(tables);
  });
});
