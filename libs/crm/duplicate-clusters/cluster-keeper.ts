import { findCandidates, readRows, rulesInUse, type Search } from '@crm/duplicates';
import { type MatchedObject, matchesOf, Subject } from '@crm/matching';
import { type Columns, RecordWriter, recordTypeOf, rowTable } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { withoutRecords } from './cluster-drafts';
import type { Edge } from './components';
import { recluster } from './recluster';
import { beginScan, moveScan } from './scan-state';
import {
  forgetPairs,
  keepPairs,
  nameOfPair,
  type PairIds,
  type PairsOf,
  pairOf,
  pairsTouching,
} from './stored-pairs';

/** How many others a record is kept a pair with: the most likely ones. */
const MOST_PAIRS = 50;

/** Pairs that are to be there, and those of them all that were asked about. */
interface Settled {
  readonly matched: readonly Edge[];
  readonly asked: readonly PairIds[];
}

/** Brings pairs and clusters of a kind of record in line with what its records are now. */
@Injectable()
export class ClusterKeeper {
  constructor(private readonly writer: RecordWriter) {}

  /** Keeps clusters from now on, of all records that are there: for a kind of which there are few. */
  async begin(tx: Transaction, ctx: RequestContext, object: MatchedObject): Promise<void> {
    const of = { workspaceId: ctx.workspaceId, object };
    await beginScan(tx, of, { jobId: null, at: ctx.now });
    const { type } = await searchOf(tx, of);
    const { table } = rowTable(type.row);
    const rows = await tx.sql<{ id: string }>(
      `${table}.to_cluster`,
      `SELECT id FROM ${table} WHERE workspace_id = $1 AND deleted_at IS NULL ORDER BY id`,
      [ctx.workspaceId],
    );
    await this.check(
      tx,
      ctx,
      object,
      rows.map(({ id }) => id),
    );
    await moveScan(tx, of, { ...BEGUN, finished_at: ctx.now });
  }

  /** Looks for the equals of records that are new, changed or gone. */
  async check(
    tx: Transaction,
    ctx: RequestContext,
    object: MatchedObject,
    ids: readonly string[],
  ): Promise<void> {
    const of = { workspaceId: ctx.workspaceId, object };
    await holdClusters(tx, of);
    const search = await searchOf(tx, of);
    const rows = await readRows(tx, search, ids);
    const known = await pairsTouching(tx, of, ids);
    const partners = partnersIn(known);
    const asked = rows.map((row) => ({ id: row.id, row, also: partners.get(row.id) ?? [] }));
    const found = await findCandidates(tx, search, asked);
    const stored = new Set(known.map(nameOfPair));
    const matched = rows.flatMap(({ id }, at) =>
      (found[at]?.candidates ?? []).flatMap((one, rank): Edge[] => {
        const pair = pairOf(id, one.id);
        const isKept = rank < MOST_PAIRS || stored.has(nameOfPair(pair));
        return isKept ? [{ ...pair, score: one.matches[0]?.score ?? 0 }] : [];
      }),
    );
    await this.settle(tx, ctx, of, { matched, asked: known });
    const there = new Set(rows.map(({ id }) => id));
    const gone = ids.filter((id) => !there.has(id));
    const drafts = await withoutRecords(tx, ctx, of, gone);
    await recluster.store(this.writer, tx, ctx, drafts);
  }

  /** Compares pairs of records as they are now. Answers with how many of them are the same. */
  async verify(
    tx: Transaction,
    ctx: RequestContext,
    object: MatchedObject,
    asked: readonly PairIds[],
  ): Promise<number> {
    if (asked.length === 0) return 0;
    const of = { workspaceId: ctx.workspaceId, object };
    await holdClusters(tx, of);
    const search = await searchOf(tx, of);
    const matched = matchedOf(search, asked, await subjectsOf(tx, search, asked));
    await this.settle(tx, ctx, of, { matched, asked });
    return matched.length;
  }

  /** Makes clusters of what hangs together among these records and the clusters that they are in. */
  async recluster(tx: Transaction, ctx: RequestContext, of: PairsOf, ids: Iterable<string>): Promise<void> {
    const drafts = await recluster.drafts(tx, ctx, of, new Set(ids));
    await recluster.store(this.writer, tx, ctx, drafts);
  }

  private async settle(
    tx: Transaction,
    ctx: RequestContext,
    of: PairsOf,
    { matched, asked }: Settled,
  ): Promise<void> {
    const unique = new Map(matched.map((pair) => [nameOfPair(pair), pair]));
    const over = asked.filter((pair) => !unique.has(nameOfPair(pair)));
    const came = unique.size > 0 ? await keepPairs(tx, of, [...unique.values()]) : [];
    const went = over.length > 0 ? await forgetPairs(tx, of, over) : [];
    const touched = [...came, ...went].flatMap(({ low_id, high_id }) => [low_id, high_id]);
    if (touched.length > 0) await this.recluster(tx, ctx, of, touched);
  }
}

const BEGUN = { phase: 'done', after_low: null, after_high: null, after_key: '', common_keys: 0 } as const;

/** Nobody else changes clusters of the kind until the transaction ends. */
export const holdClusters = (tx: Transaction, { workspaceId, object }: PairsOf) =>
  tx.sql('duplicate_clusters.turn', TURN, [`clusters ${workspaceId} ${object}`]);

const TURN = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

/** By the rules of the workspace, in all rows and fields. */
export async function searchOf(sql: Sql, { workspaceId, object }: PairsOf): Promise<Search> {
  const type = recordTypeOf(object as MatchedObject);
  if (!type) throw new Error(`This process does not know records of the kind "${object}".`);
  return { workspaceId, type, rules: await rulesInUse(sql, workspaceId, object as MatchedObject) };
}

function partnersIn(pairs: readonly PairIds[]): ReadonlyMap<string, string[]> {
  const partners = new Map<string, string[]>();
  for (const { low_id, high_id } of pairs) {
    partners.set(low_id, [...(partners.get(low_id) ?? []), high_id]);
    partners.set(high_id, [...(partners.get(high_id) ?? []), low_id]);
  }
  return partners;
}

async function subjectsOf(tx: Transaction, search: Search, pairs: readonly PairIds[]) {
  const ids = [...new Set(pairs.flatMap(({ low_id, high_id }) => [low_id, high_id]))];
  const rows: (Columns & { id: string })[] = await readRows(tx, search, ids);
  return new Map(rows.map((row) => [row.id, new Subject(search.type.name as MatchedObject, row)]));
}

function matchedOf(
  { rules }: Search,
  pairs: readonly PairIds[],
  subjects: ReadonlyMap<string, Subject>,
): Edge[] {
  return pairs.flatMap(({ low_id, high_id }): Edge[] => {
    const [one, other] = [subjects.get(low_id), subjects.get(high_id)];
    const [best] = one && other ? matchesOf(rules, one, other) : [];
    return best ? [{ low_id, high_id, score: best.score }] : [];
  });
}
