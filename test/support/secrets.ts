import { Client } from 'pg';

/** What tokens, signing secrets and the passwords of tests look like; the same words for PostgreSQL and JavaScript. */
const SECRET = 'dw_[a-z][a-z0-9]{1,11}_[0-9A-Za-z]{49}|whsec_[A-Za-z0-9+/]{32}|correct horse battery';

/** A sealed value is random letters, among which such a thing may stand by chance. */
const SEALED = String.raw`s1\.[^.]*\.[A-Za-z0-9_-]*`;

/** Tables that are larger hold copies of a few rows, which tests of many rows make. */
const MOST_PAGES = 5000;

/** A search that takes longer is one through the many rows of another kind of test. */
const LONGEST_MS = 10_000;

/** The tables of a database in which something stands that only its owner may know, each with a row of it. */
export async function secretsInDatabase(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET statement_timeout = '${LONGEST_MS}'`);
    const { rows } = await client.query<{ name: string }>(TABLES, [MOST_PAGES]);
    if (rows.length === 0) return [];
    const searches = rows.map(
      ({ name }) =>
        `(SELECT '${name}' AS name, substring(t::text FROM 1 FOR 200) AS row FROM ${name} AS t
          WHERE t::text ~ $1 AND regexp_replace(t::text, '${SEALED}', '', 'g') ~ $1 LIMIT 1)`,
    );
    const found = await client.query<{ name: string; row: string }>(
      `/* test */ ${searches.join(' UNION ALL ')}`,
      [SECRET],
    );
    return found.rows.map(({ name, row }) => `${name}: ${row}`);
  } finally {
    await client.end();
  }
}

/** Lines of a log in which such a thing stands. */
export const secretsInLog = (text: string): string[] =>
  text.split('\n').filter((line) => line.startsWith('{') && new RegExp(SECRET).test(line));

const TABLES = `
  SELECT quote_ident(c.relname) AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND pg_relation_size(c.oid) / 8192 < $1`;
