import type { Database } from '@platform/database';

import type { TestApi } from '../../support/test-api';

/** A statement that a request ran, and how PostgreSQL would run it again. */
export interface Plan {
  readonly text: string;
  readonly lines: readonly string[];
}

/** The plans of the statements on a table that `work` causes. */
export async function plansOf(api: TestApi, table: string, work: () => Promise<unknown>): Promise<Plan[]> {
  const seen = await statementsOf(api.database, work);
  const plans: Plan[] = [];
  for (const { text, params } of seen.filter((one) => one.text.includes(` FROM ${table} `))) {
    const rows = await api.database.sql<{ 'QUERY PLAN': string }>('', `/* test */ EXPLAIN ${text}`, params);
    plans.push({ text, lines: rows.map((row) => row['QUERY PLAN']) });
  }
  return plans;
}

interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
}

async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = [];
  const run = database.sql.bind(database);
  const spy = jest.spyOn(database, 'sql').mockImplementation((name, text, params = []) => {
    seen.push({ text, params });
    return run(name, text, params);
  });
  const within = jest.spyOn(database, 'within').mockImplementation(() => database);
  try {
    await work();
  } finally {
    spy.mockRestore();
    within.mockRestore();
  }
  return seen;
}
