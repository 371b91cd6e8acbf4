import type { Sql } from '@platform/database';

/** How one look at the outbox ended. */
export interface Pass {
  /** There was nothing more to take. */
  readonly isShort: boolean;
  /** The highest pointer taken, 0 when none was. */
  readonly maxSeq: number;
}

/** Below it no pointer of the outbox can appear any more, so that a look need not walk over what was deleted there. */
export interface OutboxMark {
  readonly low: number;
  /** Comes before a pass. */
  prepare(): Promise<void>;
  /** Comes after a pass that is committed. */
  passed(pass: Pass): void;
}

interface Candidate {
  readonly seq: number;
  /** A transaction id drawn after `seq` was read: every transaction that drew a lower `seq` has a lower id. */
  readonly barrier: string;
  isBehindBarrier: boolean;
}

const PREPARE_EVERY_MS = 200;

/**
 * Raises the mark to a value of the outbox's sequence once every transaction that may have drawn a lower value has
 * ended and one complete pass since then has taken what those left. Writers have their transaction id before they draw
 * from the sequence (the outbox writes the event first); without that the mark would lose pointers.
 */
export class LowWaterMark implements OutboxMark {
  low = 0;
  private candidate: Candidate | null = null;
  private preparedAt = Number.NEGATIVE_INFINITY;
  private hasTaken = true;

  constructor(
    private readonly database: Sql,
    private readonly everyMs = PREPARE_EVERY_MS,
  ) {}

  async prepare(): Promise<void> {
    const now = performance.now();
    if (now - this.preparedAt < this.everyMs) return;
    this.preparedAt = now;
    if (this.candidate) {
      this.candidate.isBehindBarrier ||= await this.hasPassed(this.candidate.barrier);
    } else if (this.hasTaken) {
      this.hasTaken = false;
      this.candidate = await this.propose();
    }
  }

  passed({ isShort, maxSeq }: Pass): void {
    if (maxSeq > 0) this.hasTaken = true;
    const { candidate } = this;
    if (!candidate?.isBehindBarrier || !(isShort || maxSeq >= candidate.seq)) return;
    this.low = Math.max(this.low, candidate.seq);
    this.candidate = null;
  }

  /** The sequence first, the barrier after it, in a statement of its own. */
  private async propose(): Promise<Candidate> {
    const [drawn] = await this.database.sql<{ seq: string }>('outbox.drawn', DRAWN);
    const [own] = await this.database.sql<{ xid: string }>('outbox.barrier', BARRIER);
    return { seq: Number(drawn?.seq), barrier: String(own?.xid), isBehindBarrier: false };
  }

  private async hasPassed(barrier: string): Promise<boolean> {
    const [row] = await this.database.sql<{ passed: boolean }>('outbox.barrier_passed', BARRIER_PASSED, [
      barrier,
    ]);
    return row?.passed === true;
  }
}

const DRAWN = 'SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS seq FROM outbox_seq';

const BARRIER = 'SELECT pg_current_xact_id()::text AS xid';

const BARRIER_PASSED = 'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 AS passed';
