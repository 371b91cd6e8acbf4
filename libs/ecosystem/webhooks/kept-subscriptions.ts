import type { Transaction } from '@platform/database';

import { followedSubscriptions } from './followed-subscriptions';
import { type Subscription, SubscriptionIndex } from './subscription-index';

/** About how many bytes of subscriptions a process keeps, besides those of the workspaces that it is at. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly version: string;
  readonly index: SubscriptionIndex;
}

/**
 * The endpoints of workspaces that take events now, kept in memory by a version that changes in the transaction of every change of an
 * endpoint (`renewSubscriptions`). Version and endpoints are read in one statement, each time: who asks sees every change that
 * was committed before, whichever process made it, and reads endpoints only of workspaces where there was one.
 */
export class KeptSubscriptions {
  /** The workspace that was asked for last is the last one. */
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  constructor(private readonly mostBytes = MOST_KEPT_BYTES) {}

  /** By workspace; one that never had an endpoint is missing. */
  async of(
    tx: Transaction,
    workspaceIds: readonly string[],
  ): Promise<ReadonlyMap<string, SubscriptionIndex>> {
    const rows = await tx.sql<Row>('fan_out.subscriptions', CHANGED, [
      workspaceIds,
      workspaceIds.map((id) => this.kept.get(id)?.version ?? null),
    ]);
    const followed = Map.groupBy(
      await followedSubscriptions(tx, rows.filter(isEndpoint)),
      ({ workspace_id: id }) => id,
    );
    const read = new Map(
      [...Map.groupBy(rows, ({ of_workspace: of }) => of)].map(([id, ofOne]): [string, Kept] => [
        id,
        { version: ofOne[0]?.version ?? '', index: new SubscriptionIndex(followed.get(id) ?? []) },
      ]),
    );
    // A version of a transaction that is undone may come again, and stand for something else.
    tx.afterCommit(() => this.keep(workspaceIds, read));
    return new Map(
      workspaceIds.flatMap((id) => {
        const known = read.get(id) ?? this.kept.get(id);
        return known ? [[id, known.index] as const] : [];
      }),
    );
  }

  /** Keeps what was read, as the last of all together with what was used again. */
  private keep(workspaceIds: readonly string[], read: ReadonlyMap<string, Kept>): void {
    for (const id of workspaceIds) {
      const known = read.get(id) ?? this.kept.get(id);
      if (!known) continue;
      this.forget(id);
      this.kept.set(id, known);
      this.size += known.index.size + BYTES_OF_WORKSPACE;
    }
    this.forgetOldest(new Set(workspaceIds));
  }

  private forget(workspaceId: string): void {
    const known = this.kept.get(workspaceId);
    if (!known) return;
    this.kept.delete(workspaceId);
    this.size -= known.index.size + BYTES_OF_WORKSPACE;
  }

  private forgetOldest(but: ReadonlySet<string>): void {
    for (const id of this.kept.keys()) {
      if (this.size <= this.mostBytes || but.has(id)) return;
      this.forget(id);
    }
  }
}

const isEndpoint = (row: Row): row is Row & Subscription => row.id !== null;

const BYTES_OF_WORKSPACE = 300;

/** Lets every worker look at the endpoints of a workspace anew. Called behind every change of one, in its transaction. */
export async function renewSubscriptions(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.sql('subscriptions.renew', RENEW, [workspaceId]);
}

type Row = { readonly of_workspace: string; readonly version: string } & (
  | Subscription
  | { readonly id: null }
);

const CHANGED = `
  SELECT versions.workspace_id AS of_workspace, versions.version, endpoints.workspace_id, id, types, skip_own,
    checked_filter, principal, scopes
  FROM unnest($1::uuid[], $2::bigint[]) AS known (workspace_id, version)
  JOIN subscription_versions AS versions ON versions.workspace_id = known.workspace_id
    AND versions.version IS DISTINCT FROM known.version
  LEFT JOIN webhook_endpoints AS endpoints ON endpoints.workspace_id = versions.workspace_id
    AND endpoints.state = 'active'`;

/** Those who change endpoints of one workspace do so in turns: a version that is seen has all changes before it. */
const RENEW = `
  INSERT INTO subscription_versions AS kept (workspace_id, version) VALUES ($1, 1)
  ON CONFLICT ON CONSTRAINT subscription_versions_pkey DO UPDATE SET version = kept.version + 1`;
