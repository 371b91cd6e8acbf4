import type { Sql } from '@platform/database';

import type { Subscription } from './subscriptions';

/** Subscriptions that are kept at most; a workspace with more is kept alone. */
const MOST_KEPT = 50_000;

interface Kept {
  readonly fingerprint: string;
  readonly subscriptions: readonly Subscription[];
}

/**
 * Endpoints as the fan-out last read them, by workspace. Before they are used, the database says for each workspace
 * whether any row has been written since: nothing that has changed is ever used, whoever changed it.
 */
export class SubscriptionMemory {
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  async read(tx: Sql, workspaceIds: readonly string[]): Promise<Subscription[]> {
    const current = await tx.sql<{ workspace_id: string; fingerprint: string }>(
      'fan_out.fingerprints',
      FINGERPRINTS,
      [workspaceIds],
    );
    const changed = current.filter(
      ({ workspace_id: id, fingerprint }) => this.kept.get(id)?.fingerprint !== fingerprint,
    );
    // Read after the fingerprint: what changes in between is told by the next one.
    const fresh = await readAll(
      tx,
      changed.map(({ workspace_id: id }) => id),
    );
    const known = new Map(
      current.map(({ workspace_id: id }) => [id, this.kept.get(id)?.subscriptions ?? []]),
    );
    for (const { workspace_id: id, fingerprint } of changed) {
      const subscriptions = fresh.get(id) ?? [];
      known.set(id, subscriptions);
      this.keep(id, { fingerprint, subscriptions });
    }
    return [...known.values()].flat();
  }

  private keep(workspaceId: string, kept: Kept): void {
    this.forget(workspaceId);
    this.kept.set(workspaceId, kept);
    this.size += kept.subscriptions.length;
    for (const oldest of this.kept.keys()) {
      if (this.size <= MOST_KEPT || this.kept.size === 1) break;
      this.forget(oldest);
    }
  }

  private forget(workspaceId: string): void {
    this.size -= this.kept.get(workspaceId)?.subscriptions.length ?? 0;
    this.kept.delete(workspaceId);
  }
}

async function readAll(tx: Sql, workspaceIds: readonly string[]): Promise<Map<string, Subscription[]>> {
  if (workspaceIds.length === 0) return new Map();
  const rows = await tx.sql<Subscription>('fan_out.subscriptions', SUBSCRIPTIONS, [workspaceIds]);
  const lists = new Map<string, readonly string[]>();
  return Map.groupBy(
    rows.map((row) => ({ ...row, scopes: shared(lists, row.scopes) })),
    ({ workspace_id: id }) => id,
  );
}

/** Endpoints of one creator have the same scopes, which are most of what a row weighs. */
function shared(lists: Map<string, readonly string[]>, list: readonly string[]): readonly string[] {
  const key = list.join(' ');
  const first = lists.get(key) ?? list;
  lists.set(key, first);
  return first;
}

/** Every write of a row gives it another `xmin`, the number of the transaction that made it; frozen rows keep theirs. */
const FINGERPRINTS = `
  SELECT workspace_id, count(*) || ' ' || sum(hashint8(xmin::text::bigint)) || ' ' || max(xmin::text::bigint) AS fingerprint
  FROM webhook_endpoints WHERE workspace_id = ANY ($1::uuid[]) AND state = 'active' GROUP BY workspace_id`;

const SUBSCRIPTIONS = `
  SELECT workspace_id, id, types, skip_own, checked_filter, principal, scopes FROM webhook_endpoints
  WHERE workspace_id = ANY ($1::uuid[]) AND state = 'active'`;
