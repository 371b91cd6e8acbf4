import type { Transaction } from '@platform/database';

import type { ReplayMatchDto } from './replay.dto';
import { type ReplayRange, readFailedPage, readLogPage } from './replay-selection';

/** How long is counted at most. */
const COUNTS_FOR_MS = 3000;

type Counted = ReplayRange & {
  readonly only_failed: boolean;
  readonly from_sequence: string;
  readonly read_sequence: string;
  readonly read_event: string;
};

/** How many deliveries a replay would make, by reading as it would. */
export async function countMatching(tx: Transaction, replay: Counted): Promise<ReplayMatchDto> {
  const deadline = performance.now() + COUNTS_FOR_MS;
  let { read_sequence: sequence, read_event: event } = replay;
  let count = 0;
  while (performance.now() < deadline) {
    if (replay.only_failed) {
      const page = await readFailedPage(tx, replay, event);
      count += page.chosen.length;
      if (page.isLast) return { count, is_complete: true };
      event = page.looked.at(-1)?.event_id ?? event;
    } else {
      const page = await readLogPage(tx, replay, sequence);
      count += page.chosen.length;
      if (page.isLast) return { count, is_complete: true };
      sequence = page.looked.at(-1)?.sequence ?? sequence;
    }
  }
  return { count, is_complete: false };
}
