import type { DueDelivery } from './delivery-queue';
import type { HeldLane } from './held-lane';
import { SocketShares } from './socket-shares';

/** A delivery that is about to be sent. */
export interface Begun {
  readonly lane: HeldLane;
  readonly delivery: DueDelivery;
}

/**
 * Begins deliveries as far as there are sockets: in rounds, in each of which every workspace begins one, and in a workspace the lane that has
 * waited longest. `open` counts all requests that are open.
 */
export function beginFairly(
  lanes: readonly HeldLane[],
  { most, open }: { most: number; open: number },
  now: number,
): Begun[] {
  for (const lane of lanes) lane.watch(now);
  const shares = new SocketShares(most, open, lanes);
  const inTurn = lanes.filter((lane) => lane.hasWaiting).sort((a, b) => a.begunAt - b.begunAt);
  let queues = [...Map.groupBy(inTurn, (lane) => lane.workspaceId).values()];
  const begun: Begun[] = [];
  while (queues.length > 0) {
    for (const queue of queues) {
      const one = beginOne(queue, shares, now);
      if (one) begun.push(one);
    }
    queues = queues.filter((queue) => queue.length > 0);
  }
  return begun;
}

/** Of the first lane that may; those that may not leave the queue, and the one that did goes to its end. */
function beginOne(queue: HeldLane[], shares: SocketShares, now: number): Begun | null {
  for (let lane = queue.shift(); lane; lane = queue.shift()) {
    const [delivery] = shares.admits(lane) ? lane.begin(1, now) : [];
    if (!delivery) continue;
    shares.take(lane);
    queue.push(lane);
    return { lane, delivery };
  }
  return null;
}
