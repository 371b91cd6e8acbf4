import type { Database } from '@platform/database';
import { newUuid } from '@platform/ids';
import { failPoint } from '@platform/runtime';

import { lanesHeld, lanesSlow } from './delivery-metrics';
import { lookAtLanes } from './delivery-queue';
import { HeldLane } from './held-lane';
import { LaneClaims } from './lane-claims';

const MOST_LANES = 1000;
/** Of these, the most of slow receivers; and of each workspace once half of them are held. */
const MOST_SLOW = MOST_LANES / 4;
const MOST_OF_WORKSPACE = MOST_LANES / 10;

/** The lanes that this worker holds: claimed when they have something to do, renewed while they have, and given back. */
export class HeldLanes {
  private readonly claims: LaneClaims;
  private readonly lanes = new Map<string, HeldLane>();
  private renewedAt = performance.now();

  constructor(
    private readonly database: Database,
    private readonly leaseMs: number,
  ) {
    this.claims = new LaneClaims(database, newUuid(), leaseMs);
  }

  get size(): number {
    return this.lanes.size;
  }

  all(): HeldLane[] {
    return [...this.lanes.values()];
  }

  /** Keeps what is held for another lease, and lets go of what is no longer ours. */
  async renew(): Promise<void> {
    const now = performance.now();
    if (this.size === 0 || now - this.renewedAt < this.leaseMs / 4) return;
    const ours = await this.claims.renew(this.all());
    this.renewedAt = now;
    for (const lane of this.all()) {
      if (ours.has(lane.endpointId)) lane.safeUntil = this.safeUntil(now);
      else this.lanes.delete(lane.endpointId);
    }
  }

  /** Gives back what has nothing to send, and what is to be left alone for a while; what was changed meanwhile is looked at again. */
  async release(): Promise<void> {
    const now = performance.now();
    const idle = this.all().flatMap((lane) => {
      const { endpointId, epoch, gen } = lane;
      return gen !== null && lane.canBeReleased(now) ? [{ endpointId, epoch, gen }] : [];
    });
    if (idle.length === 0) return;
    const released = new Set(await this.claims.release(idle));
    for (const { endpointId } of idle) {
      if (released.has(endpointId)) this.lanes.delete(endpointId);
      else this.lanes.get(endpointId)?.outdated();
    }
  }

  /** Claims up to so many that have something to do; answers whether that was all of them. */
  async claim(most: number): Promise<boolean> {
    const room = Math.min(MOST_LANES - this.size, most);
    if (room <= 0) return false;
    const askedAt = performance.now();
    if (this.size === 0) this.renewedAt = askedAt;
    const held = this.all();
    const slow = held.filter((lane) => lane.speed === 'slow').length;
    const limits = { slowRoom: Math.max(0, MOST_SLOW - slow), crowded: crowded(held) };
    const claimed = await this.claims.claim(room, limits);
    for (const lane of claimed) {
      this.lanes.set(lane.endpoint_id, new HeldLane(lane, this.safeUntil(askedAt)));
      await failPoint('lanes_after_claim');
    }
    return claimed.length < room;
  }

  /** Reads what is due in those that have little left to send. */
  async look(): Promise<void> {
    const lanes = this.all().filter((lane) => lane.wanted > 0);
    const looks = await lookAtLanes(
      this.database,
      lanes.map(({ endpointId, epoch, wanted }) => ({ endpointId, epoch, limit: wanted })),
    );
    for (const lane of lanes) {
      const look = looks.get(lane.endpointId);
      if (look) lane.add(look);
      else this.lanes.delete(lane.endpointId);
    }
  }

  /** Gives all of them back as they are. */
  async handOver(): Promise<void> {
    await this.claims.handOver(this.all());
    this.lanes.clear();
  }

  tellMetrics(): void {
    lanesHeld.set(this.size);
    lanesSlow.set(this.all().filter((lane) => lane.speed === 'slow').length);
  }

  /** Nothing is begun in the last fifth of a lease: it may be another worker's before the request is out. */
  private safeUntil(askedAt: number): number {
    return askedAt + this.leaseMs * 0.8;
  }
}

/** The workspaces that have enough of what is held, when not much room is left. */
function crowded(held: readonly HeldLane[]): string[] {
  if (held.length < MOST_LANES / 2) return [];
  return [...Map.groupBy(held, (lane) => lane.workspaceId)]
    .filter(([, lanes]) => lanes.length >= MOST_OF_WORKSPACE)
    .map(([workspaceId]) => workspaceId);
}
