import type { Transaction } from '@platform/database';

/** How many deliveries of a replay may be on their way at once: what a crash can make come twice. */
export const MOST_REPLAYING = 500;
/** How many deliveries a replay makes at a time, and how long it waits after that. */
export const REPLAY_PAGE = 100;
export const REPLAY_PAUSE_MS = 200;

/** Counts deliveries of replays as done, lets a replay that has room again go on, and ends one that is through. */
export async function countReplayed(
  tx: Transaction,
  finished: readonly { readonly replay_id: string | null; readonly state: 'delivered' | 'failed' }[],
): Promise<void> {
  const replayed = finished.filter((one) => one.replay_id !== null);
  const byReplay = Map.groupBy(replayed, (one) => one.replay_id);
  if (byReplay.size === 0) return;
  const counts = [...byReplay.values()].map((ones) => {
    const delivered = ones.filter(({ state }) => state === 'delivered').length;
    return { delivered, failed: ones.length - delivered };
  });
  await tx.sql('replays.count', COUNT, [
    [...byReplay.keys()],
    counts.map(({ delivered }) => delivered),
    counts.map(({ failed }) => failed),
    MOST_REPLAYING - REPLAY_PAGE,
    REPLAY_PAUSE_MS,
  ]);
}

const COUNT = `
  UPDATE webhook_replays SET delivered = delivered + done.good, failed = failed + done.bad,
    read_due = CASE
      WHEN state = 'running' AND NOT is_read AND made - delivered - failed - done.good - done.bad <= $4
      THEN least(read_due, now() + $5 * interval '1 millisecond') ELSE read_due END,
    state = CASE WHEN state = 'running' AND is_read AND made <= delivered + failed + done.good + done.bad
      THEN 'completed' ELSE state END,
    finished_at = CASE WHEN state = 'running' AND is_read AND made <= delivered + failed + done.good + done.bad
      THEN now() ELSE finished_at END
  FROM unnest($1::uuid[], $2::integer[], $3::integer[]) AS done (replay_id, good, bad)
  WHERE webhook_replays.id = done.replay_id`;
