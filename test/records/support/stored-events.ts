import { kindOf, toUuid } from '@platform/ids';

import type { TestApi } from '../../support/test-api';

/** An event as it was stored beside the write that caused it. */
export interface SeenEvent {
  readonly type: string;
  readonly object_version: number;
  readonly changes: Readonly<Record<string, { from: unknown; to: unknown }>>;
  readonly object: Readonly<Record<string, unknown>>;
  readonly actor: { readonly type: string; readonly id: string };
  readonly request_id: string;
}

/** The events about one thing, oldest first. */
export function eventsOf(api: TestApi, id: string): Promise<SeenEvent[]> {
  const kind = kindOf(id);
  return api.sql<SeenEvent>(
    `SELECT type, object_version, data::jsonb -> 'changes' AS changes, data::jsonb -> 'object' AS object, actor, request_id
     FROM events WHERE object_id = $1 ORDER BY object_version, id`,
    [kind && toUuid(kind, id)],
  );
}

/** How many rows every table has; the leases of rate limits come and go with time, not with writes. */
export async function rowCounts(api: TestApi): Promise<Record<string, number>> {
  const tables = await api.sql<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname NOT IN ('rate_budgets', 'request_log')`,
  );
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await api.sql<{ count: string }>(`SELECT count(*) AS count FROM "${name}"`);
      return [name, Number(row?.count)] as const;
    }),
  );
  return Object.fromEntries(counts);
}
