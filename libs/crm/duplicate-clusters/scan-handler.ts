import { countKeys, nextKeyBlocks } from '@crm/duplicates';
import type { MatchedObject } from '@crm/matching';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';
import type { JobHandler, JobProgress, JobTurn, Step } from '@platform/jobs';

import { pairsInBlocks } from './block-comparison';
import { ClusterKeeper, searchOf } from './cluster-keeper';
import type { DuplicateScan } from './duplicate-scan.entities';
import { lastScan, moveScan, type ScanPlace } from './scan-state';
import { countPairs, nextPairs, type PairIds } from './stored-pairs';

/** The kind of job that looks through all records of a kind. */
export const DUPLICATE_SCAN = 'duplicate_scan';

/** How many of the pairs that are there one step looks at. */
const PAIRS_AT_ONCE = 500;

/** A part of a scan that was thought through, and what is left to be done in a transaction. */
interface Portion {
  readonly pairs: readonly PairIds[];
  readonly place: ScanPlace;
  /** How many keys were read. */
  readonly read: number;
  readonly isLast: boolean;
}

/**
 * Looks through all records of a kind for duplicates: first whether the pairs that are there still are, then whoever shares a key. What is
 * compared is held in memory some thousand records at a time, and with nothing locked; what is found is compared once more, as it is then,
 * in the transaction that stores it and moves the scan on. A worker that dies leaves a scan that goes on where it was.
 */
@Injectable()
export class ScanHandler implements JobHandler {
  readonly kind = DUPLICATE_SCAN;

  constructor(
    private readonly database: Database,
    private readonly keeper: ClusterKeeper,
  ) {}

  async step(turn: JobTurn): Promise<void> {
    const { workspace_id: workspaceId, id, progress } = turn.job;
    const object = turn.job.object as MatchedObject;
    const of = { workspaceId, object };
    const scan = await lastScan(this.database, of);
    if (scan?.job_id !== id) throw new Error('A scan was begun that is not the last one of its kind.');
    const portion = scan.phase === 'pairs' ? await this.pairs(scan) : await this.keys(scan);
    const total = progress.total || (await countKeys(this.database, workspaceId, object));
    await this.database.transaction((tx) =>
      turn.advance(tx, (ctx) => this.store(tx, ctx, { object, portion, progress: { ...progress, total } })),
    );
  }

  private async store(
    tx: Transaction,
    ctx: RequestContext,
    { object, portion, progress }: { object: MatchedObject; portion: Portion; progress: JobProgress },
  ): Promise<Step> {
    const { workspaceId } = ctx;
    const same = await this.keeper.verify(tx, ctx, object, portion.pairs);
    const found = portion.place.phase === 'pairs' ? 0 : same;
    await moveScan(
      tx,
      { workspaceId, object },
      { ...portion.place, finished_at: portion.isLast ? ctx.now : null },
    );
    return {
      results: [],
      position: newUuid(),
      isLast: portion.isLast,
      progress: {
        ...progress,
        processed: progress.processed + portion.read,
        updated: portion.isLast ? await countPairs(tx, { workspaceId, object }) : progress.updated + found,
        total: Math.max(progress.total, progress.processed + portion.read),
      },
    };
  }

  private async pairs(scan: DuplicateScan): Promise<Portion> {
    const after = { low_id: scan.after_low ?? FIRST, high_id: scan.after_high ?? FIRST };
    const of = { workspaceId: scan.workspace_id, object: scan.object };
    const pairs = await nextPairs(this.database, of, { after, limit: PAIRS_AT_ONCE });
    const last = pairs.at(-1) ?? after;
    const phase = pairs.length < PAIRS_AT_ONCE ? 'keys' : 'pairs';
    const place = { ...scan, phase, after_low: last.low_id, after_high: last.high_id } as const;
    return { pairs, place, read: 0, isLast: false };
  }

  private async keys(scan: DuplicateScan): Promise<Portion> {
    const of = { workspaceId: scan.workspace_id, object: scan.object };
    const { blocks, read, next } = await nextKeyBlocks(this.database, { ...of, after: scan.after_key });
    const search = await searchOf(this.database, of);
    const pairs = await pairsInBlocks(this.database, search, blocks);
    const common = blocks.filter(({ isCommon }) => isCommon).length;
    const place = {
      ...scan,
      phase: next === null ? 'done' : 'keys',
      after_key: next ?? scan.after_key,
      common_keys: scan.common_keys + common,
    } as const;
    return { pairs, place, read, isLast: next === null };
  }
}

const FIRST = '00000000-0000-0000-0000-000000000000';
