import { RateLimit } from './rate-limit';

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The most that were sent in any one second. */
function mostInOneSecond(sent: readonly number[]): number {
  let first = 0;
  return sent.reduce((most, at, index) => {
    while (at - (sent[first] ?? 0) >= 1000) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/** Sends as much as it may in steps of up to 40 ms; `handsOver` passes the lane on to the next worker, as it is stored. */
function sendFor(
  seconds: number,
  perSecond: number,
  { seed, handsOver }: { seed: number; handsOver: boolean },
): number[] {
  const random = randomOf(seed);
  const sent: number[] = [];
  let limit = new RateLimit(0);
  for (let now = 0; now < seconds * 1000; now += 1 + 39 * random()) {
    const count = limit.take(1 + Math.floor(random() * 100), perSecond, now);
    sent.push(...Array.from({ length: count }, () => now));
    if (handsOver && random() < 0.005) limit = new RateLimit(Math.max(now, limit.freeAt));
  }
  return sent;
}

describe('a rate limit', () => {
  it.each([
    [1, 1],
    [10, 2],
    [10, 3],
    [64, 4],
    [333, 5],
    [1000, 6],
  ])('of %d a second is never exceeded by more than one, and is used (seed %d)', (perSecond, seed) => {
    const sent = sendFor(60, perSecond, { seed, handsOver: false });
    expect(mostInOneSecond(sent)).toBeLessThanOrEqual(perSecond + 1);
    expect(sent.length / 60).toBeGreaterThanOrEqual(0.95 * perSecond);
  });

  it.each([
    [1, 11],
    [10, 12],
    [10, 13],
    [64, 14],
    [1000, 15],
  ])('of %d a second holds over hand-overs between workers (seed %d)', (perSecond, seed) => {
    const sent = sendFor(60, perSecond, { seed, handsOver: true });
    expect(mostInOneSecond(sent)).toBeLessThanOrEqual(perSecond + 1);
    expect(sent.length / 60).toBeGreaterThanOrEqual(0.95 * perSecond);
  });

  it('allows no burst after a quiet time', () => {
    const limit = new RateLimit(0);
    expect(limit.take(50, 10, 60_000)).toBe(2);
    expect(limit.take(50, 10, 60_050)).toBe(0);
    expect(limit.take(50, 10, 60_100)).toBe(1);
  });

  it('that is none allows everything', () => {
    expect(new RateLimit(1e9).take(5000, null, 0)).toBe(5000);
  });
});
