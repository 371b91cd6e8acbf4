import type { Speed } from './lane-speed';
import { type SharingLane, SocketShares } from './socket-shares';

const MOST = 512;

interface Wish extends Partial<SharingLane> {
  readonly wants: number;
}

const laneOf = ({ wants: _, ...given }: Wish, n: number): SharingLane => ({
  workspaceId: `workspace ${n}`,
  host: `host ${n}`,
  speed: 'fast',
  open: 0,
  ...given,
});

/** In rounds, each lane one at a time: how many each got in the end, all of them staying open. */
function share(wishes: readonly Wish[], most = MOST): number[] {
  const lanes = wishes.map(laneOf);
  const opened = lanes.reduce((sum, lane) => sum + lane.open, 0);
  const shares = new SocketShares(most, opened, lanes);
  const got = wishes.map(() => 0);
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const [n, lane] of lanes.entries()) {
      if ((got[n] ?? 0) >= (wishes[n]?.wants ?? 0) || !shares.admits(lane)) continue;
      shares.take(lane);
      got[n] = (got[n] ?? 0) + 1;
      isMoving = true;
    }
  }
  return got;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const many = (count: number, wish: Wish) => Array.from({ length: count }, () => wish);

describe('sockets', () => {
  it.each([50, 300])('of %d slow endpoints are a quarter at most, and fast ones get theirs', (count) => {
    const got = share([...many(count, { wants: 8, speed: 'slow' }), ...many(40, { wants: 8 })]);
    expect(sum(got.slice(0, count))).toBeLessThanOrEqual(MOST / 4);
    expect(got.slice(count)).toEqual(Array.from({ length: 40 }, () => 8));
  });

  it('of endpoints of which nothing is known count as slow, and slow ones leave some to them', () => {
    const speeds: Speed[] = ['slow', 'unknown'];
    const got = share(speeds.flatMap((speed) => many(100, { wants: 8, speed })));
    expect(sum(got)).toBe(MOST / 4);
    const late = share([
      ...many(1, { wants: 0, speed: 'slow', open: 102 }),
      ...many(100, { wants: 8, speed: 'slow' }),
      ...many(10, { wants: 1, speed: 'unknown' }),
    ]);
    expect(sum(late.slice(1, 101))).toBe(0);
    expect(sum(late.slice(101))).toBe(10);
  });

  it('of 100 endpoints of different workspaces on one host are a quarter at most', () => {
    const got = share([...many(100, { wants: 8, host: 'one.example' }), ...many(20, { wants: 8 })]);
    expect(sum(got.slice(0, 100))).toBe(MOST / 4);
    expect(Math.min(...got.slice(0, 100))).toBeGreaterThanOrEqual(1);
    expect(got.slice(100)).toEqual(Array.from({ length: 20 }, () => 8));
  });

  it('of slow endpoints on one host leave half of it to its fast ones', () => {
    const host = 'one.example';
    const got = share([...many(50, { wants: 8, host, speed: 'slow' }), ...many(10, { wants: 4, host })]);
    expect(sum(got.slice(0, 50))).toBeLessThanOrEqual(MOST / 8);
    expect(got.slice(50)).toEqual(Array.from({ length: 10 }, () => 4));
  });

  it('are mostly for a workspace that is alone, which leaves a quarter to those that may come', () => {
    const alone = { wants: 64, workspaceId: 'big' };
    const got = share(many(100, alone).map((wish, n) => ({ ...wish, host: `host ${n}` })));
    expect(sum(got)).toBe((MOST * 3) / 4);
  });

  it('that a workspace with many endpoints leaves are enough for several others', () => {
    const big = many(200, { wants: 64, workspaceId: 'big' });
    const got = share([...big, ...many(6, { wants: 20 })]);
    expect(got.slice(200)).toEqual(Array.from({ length: 6 }, () => 20));
    expect(sum(got)).toBeLessThanOrEqual(MOST);
  });

  it('are never more than there are', () => {
    expect(sum(share(many(100, { wants: 64 })))).toBe(MOST);
    expect(sum(share(many(10, { wants: 9 }), 1))).toBe(1);
  });
});
