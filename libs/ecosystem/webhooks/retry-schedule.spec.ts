import { retryAfterMs, retrySchedule } from './retry-schedule';

const DAY_MS = 86_400_000;
const now = new Date('2027-01-15T12:00:00Z');

describe('retrySchedule', () => {
  it('is ten tries over 75 hours', () => {
    const delays = Array.from({ length: 10 }, (_, attempt) => retrySchedule(attempt, () => 0));
    expect(delays.map((delay) => Number(delay) / 1000)).toEqual([
      0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]);
    const hours = delays.reduce<number>((sum, delay) => sum + Number(delay), 0) / 3_600_000;
    expect(Math.floor(hours)).toBe(75);
  });

  it('ends after the tenth', () => {
    expect(retrySchedule(10, () => 0)).toBeNull();
    expect(retrySchedule(1_000, () => 0)).toBeNull();
  });

  it('adds up to a quarter, in whole milliseconds', () => {
    expect(retrySchedule(1, () => 0.999_999)).toBe(6_250);
    expect(retrySchedule(2, () => 0.5)).toBe(337_500);
    expect(retrySchedule(1, () => 0.123_456)).toBe(5_154);
    expect(retrySchedule(0, () => 0.9)).toBe(0);
  });
});

describe('retryAfterMs', () => {
  it.each([
    ['5', 5_000],
    [' 120 ', 120_000],
    ['0', 0],
    ['2028', 2_028_000],
    ['86400', DAY_MS],
    ['86401', DAY_MS],
    ['1000000000000', DAY_MS],
    ['9'.repeat(400), DAY_MS],
    ['Fri, 15 Jan 2027 12:00:30 GMT', 30_000],
    ['Friday, 15-Jan-27 12:00:30 GMT', 30_000],
    ['Fri Jan 15 12:00:30 2027', 30_000],
    ['Fri, 15 Jan 2038 12:00:30 GMT', DAY_MS],
  ])('reads %.40j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e12',
    '+5',
    '0x10',
    'soon',
    '5, 10',
    'Fri, 15 Jan 2027 11:59:30 GMT',
    'Fri, 15 Jan 2027 25:00:00 GMT',
    '2027-01-15T12:00:30Z',
  ])('ignores %j', (header) => {
    expect(retryAfterMs(header, now)).toBeNull();
  });
});
