import type { AttemptOutcome } from './attempt';
import { type Verdict, verdictOf } from './attempt-verdict';
import { LanePace, NEW_PACE, type PaceState } from './lane-pace';
import { nextStep } from './next-step';
import { retryAfterMs } from './retry-schedule';

const HOUR = 3_600_000;
const LIMITS = { max_concurrency: 8, rate_per_second: null };

const good: Verdict = { isDelivered: true, isOverloaded: false, isTimeout: false, durationMs: 20, restMs: 0 };
const failure: Verdict = { ...good, isDelivered: false };
const overload: Verdict = { ...failure, isOverloaded: true };
const timeout: Verdict = { ...overload, isTimeout: true, durationMs: 15_000 };
const slow: Verdict = { ...good, durationMs: 3000 };

const outcome = (status: number | null, given: Partial<AttemptOutcome> = {}): AttemptOutcome => ({
  attemptedAt: new Date(0),
  durationMs: 5,
  status,
  error: status !== null && status < 300 ? null : 'unexpected_status',
  response: null,
  isDelivered: status !== null && status < 300,
  retryAfterMs: null,
  ...given,
});

const paceOf = (given: Partial<PaceState> = {}, now = 0, jitter = 0) =>
  new LanePace({ ...NEW_PACE, ...given }, now, () => jitter);

const mayBegin = (pace: LanePace, now = 0, open = 0) => pace.begin({ wanted: 100, open }, LIMITS, now);

/** One request after another, each with this end. */
function answer(pace: LanePace, verdicts: readonly Verdict[], now = 0): void {
  for (const verdict of verdicts) {
    pace.ended(verdict, { isProbe: pace.isProbing, limits: LIMITS }, now);
  }
}

const times = (count: number, verdict: Verdict) => Array.from({ length: count }, () => verdict);

/** The next holder's, as if it were read from the database at once. */
const handedOver = (pace: LanePace, from: number, to = from) => new LanePace(pace.state(from), to, () => 0);

describe('requests at a time', () => {
  it('are 2 at first, and one more for every 20 good answers, up to what the owner allows', () => {
    const pace = paceOf();
    const seen = Array.from({ length: 9 }, () => {
      const now = mayBegin(pace);
      answer(pace, times(20, good));
      return now;
    });
    expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8, 8, 8]);
    expect(pace.begin({ wanted: 100, open: 0 }, { ...LIMITS, max_concurrency: 3 }, 0)).toBe(3);
  });

  it.each([
    ['429', outcome(429), 4],
    ['503', outcome(503), 4],
    ['502', outcome(502), 4],
    ['504', outcome(504), 4],
    ['a time-out', outcome(null, { error: 'timeout' }), 4],
    ['no connection in time', outcome(null, { error: 'connect_timeout' }), 4],
    ['500', outcome(500), 8],
    ['404', outcome(404), 8],
    ['a refused connection', outcome(null, { error: 'connect_failed' }), 8],
  ])('after %s', (_, ended, left) => {
    const pace = paceOf({ limit: 8 });
    answer(pace, [verdictOf(ended) ?? good]);
    expect(mayBegin(pace)).toBe(left);
  });

  it('are never less than one', () => {
    const pace = paceOf();
    answer(pace, times(5, overload));
    expect(mayBegin(pace)).toBe(1);
  });

  it('are not told by what is no doing of the receiver', () => {
    expect(verdictOf(outcome(null, { error: 'event_expired', unsent: 'event_expired' }))).toBeNull();
    expect(verdictOf(outcome(null, { error: 'internal_error' }))).toBeNull();
  });
});

describe('a breaker', () => {
  it('opens after 10 failures in a row, whoever held the lane in between', () => {
    const pace = paceOf();
    answer(pace, times(9, failure));
    expect(mayBegin(pace)).toBe(2);
    const next = handedOver(pace, 0, 50_000);
    answer(next, [failure], 50_000);
    expect(mayBegin(next, 50_000)).toBe(0);
    expect(mayBegin(next, 54_999)).toBe(0);
    expect(mayBegin(next, 55_000)).toBe(1);
  });

  it('opens when half of at least 20 attempts in a minute fail, and not when they are spread over more', () => {
    const flapping = Array.from({ length: 20 }, (_, n) => (n % 2 ? failure : good));
    const quick = paceOf({ limit: 8 });
    answer(quick, flapping);
    expect(quick.isProbing).toBe(true);
    const rare = paceOf({ limit: 8 });
    for (const [n, verdict] of flapping.entries()) answer(rare, [verdict], n * 4000);
    expect(rare.isProbing).toBe(false);
  });

  it('that is open lets one probe through at a time, and counts only probes', () => {
    const pace = paceOf();
    answer(pace, times(10, failure));
    expect(mayBegin(pace, 5000)).toBe(1);
    expect(mayBegin(pace, 5000, 1)).toBe(0);
    pace.ended(good, { isProbe: false, limits: LIMITS }, 5000);
    expect(pace.isProbing).toBe(true);
  });

  it('is not opened by what is replayed, which counts as a probe only', () => {
    const pace = paceOf();
    const replayed = (verdict: Verdict) =>
      pace.ended(verdict, { isProbe: pace.isProbing, isReplay: true, limits: LIMITS }, 0);
    expect(times(30, failure).map(replayed)).toEqual(times(30, failure).map(() => 'none'));
    answer(pace, times(10, failure));
    expect(replayed(failure)).toBe('opened');
    expect(pace.state(0)).toMatchObject({ restMs: 10_000, breaker: { trips: 2 } });
    expect(replayed(good)).toBe('closed');
  });

  it('survives a hand-over: the next holder waits on, and probes no sooner', () => {
    const pace = paceOf();
    answer(pace, times(12, failure), 0);
    expect(pace.state(0)).toMatchObject({ restMs: 20_000, breaker: { isOpen: true, trips: 3 } });
    const next = handedOver(pace, 4000, 1_000_000);
    expect(mayBegin(next, 1_015_999)).toBe(0);
    expect(mayBegin(next, 1_016_000)).toBe(1);
    answer(next, [failure], 1_016_000);
    expect(next.state(1_016_000).restMs).toBe(40_000);
  });

  it('during 6 hours of 500s: a single probe after 5 s, then after twice as long each time, at most every 10 minutes', () => {
    const pace = paceOf();
    const sent: number[] = [];
    for (let now = 0; now < 6 * HOUR; now += 1000) {
      const begun = mayBegin(pace, now);
      for (let n = 0; n < begun; n += 1) sent.push(now);
      answer(pace, times(begun, failure), now);
    }
    const probes = sent.slice(10);
    const waits = probes.map((at, n) => (at - (n === 0 ? (sent[9] ?? 0) : (probes[n - 1] ?? 0))) / 1000);
    expect(sent.slice(0, 10).every((at) => at <= 5000)).toBe(true);
    expect(waits.slice(0, 8)).toEqual([5, 10, 20, 40, 80, 160, 320, 600]);
    expect(new Set(waits.slice(7))).toEqual(new Set([600]));
    expect(probes).toHaveLength(41);
  });

  it('that closes lets 1, 2, 4 … at a time through, and no sooner', () => {
    const pace = paceOf({ limit: 8 });
    answer(pace, times(10, failure));
    expect(mayBegin(pace, 5000)).toBe(1);
    answer(pace, [good], 5000);
    const rounds = Array.from({ length: 5 }, () => {
      const begun = mayBegin(pace, 5000);
      answer(pace, times(begun, good), 5000);
      return begun;
    });
    expect(rounds).toEqual([1, 2, 4, 8, 8]);
  });

  it('that opens again before it is trusted goes on with longer waits', () => {
    const pace = paceOf();
    answer(pace, times(12, failure), 0);
    answer(pace, [good], 20_000);
    answer(pace, times(10, failure), 20_000);
    expect(pace.state(20_000).restMs).toBe(40_000);
    answer(pace, times(25, good), 60_000);
    answer(pace, times(30, failure), 200_000);
    expect(pace.state(200_000).breaker.trips).toBeGreaterThan(0);
  });

  it('spreads the probes of many lanes over a quarter more time', () => {
    const waits = [0, 0.5, 0.999].map((jitter) => {
      const pace = paceOf({}, 0, jitter);
      answer(pace, times(10, failure));
      return pace.state(0).restMs;
    });
    expect(waits).toEqual([5000, 5625, 6249]);
  });

  it('that probes takes no try from a delivery', () => {
    const schedule = (failed: number) => [0, 1000][failed] ?? null;
    expect(nextStep(outcome(500), { failedTries: 2 }, schedule)).toEqual({ state: 'failed' });
    expect(nextStep(outcome(500), { failedTries: 2, isProbe: true }, schedule)).toEqual({
      state: 'pending',
      retryInMs: 0,
      isFree: true,
    });
    expect(nextStep(outcome(200), { failedTries: 2, isProbe: true }, schedule)).toEqual({
      state: 'delivered',
    });
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  const rests = (status: number, header: string) => {
    const pace = paceOf();
    answer(pace, [verdictOf(outcome(status, { retryAfterMs: retryAfterMs(header, now) })) ?? good]);
    return pace.state(0).restMs;
  };

  it.each([
    ['5', 5000],
    ['3600', HOUR],
    ['Sun, 29 Nov 2026 12:10:00 GMT', 600_000],
    ['Sunday, 29-Nov-26 12:10:00 GMT', 600_000],
    ['Sun Nov 29 12:10:00 2026', 600_000],
    ['Sun, 29 Nov 2026 11:00:00 GMT', 0],
    ['-1', 0],
    ['1e12', 0],
    ['1000000000000', 24 * HOUR],
    ['9'.repeat(400), 24 * HOUR],
    ['Sun, 29 Nov 2036 12:00:00 GMT', 24 * HOUR],
    ['soon', 0],
    ['', 0],
    ['5 s', 0],
  ])('of %p with 429 and 503 lets the whole lane rest', (header, restMs) => {
    expect(rests(503, header)).toBe(restMs);
    expect(rests(429, header)).toBe(restMs);
  });

  it('of another failure is about its delivery only', () => {
    expect(rests(500, '60')).toBe(0);
    expect(nextStep(outcome(500, { retryAfterMs: 60_000 }), { failedTries: 1 }, () => 5000)).toEqual({
      state: 'pending',
      retryInMs: 60_000,
    });
  });

  it('is not shortened by what comes after it', () => {
    const pace = paceOf();
    answer(pace, [{ ...overload, restMs: 60_000 }, good, { ...overload, restMs: 1000 }]);
    expect(mayBegin(pace, 59_999)).toBe(0);
    expect(mayBegin(pace, 60_000)).toBe(1);
  });
});

describe('a receiver', () => {
  it.each([
    ['that takes more than 2 s', [slow], 'slow'],
    ['that is fast', [good], 'fast'],
    ['that is slow now and then', [good, good, good, slow], 'fast'],
    ['that is mostly slow', [good, slow, slow], 'slow'],
    ['that did not answer in time once', [...times(10, good), timeout], 'slow'],
    ['that has been fast 19 times since', [timeout, ...times(19, good)], 'slow'],
    ['that has been fast 20 times since', [timeout, ...times(20, good)], 'fast'],
  ])('%s', (_, verdicts, speed) => {
    const pace = paceOf();
    expect(pace.speed).toBe('unknown');
    answer(pace, verdicts);
    expect(pace.speed).toBe(speed);
    expect(handedOver(pace, 0).speed).toBe(speed);
  });
});
