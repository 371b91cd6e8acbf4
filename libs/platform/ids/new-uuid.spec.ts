import { validate, version } from 'uuid';

import { newUuid } from './new-uuid';

afterEach(() => jest.restoreAllMocks());

const made = (size: number) => Array.from({ length: size }, newUuid);

const timeOf = (uuid: string) => Number.parseInt(uuid.replace('-', '').slice(0, 12), 16);

describe('a new UUID', () => {
  it('is a version 7 of this moment', () => {
    const before = Date.now();
    const uuid = newUuid();
    expect([validate(uuid), version(uuid)]).toEqual([true, 7]);
    expect(timeOf(uuid)).toBeGreaterThanOrEqual(before);
    expect(timeOf(uuid)).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('is greater than those before it, also within a millisecond and when the clock goes back', () => {
    const first = made(5000);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 60_000);
    const all = [...first, ...made(5000)];
    expect(all).toEqual([...all].sort());
    expect(new Set(all).size).toBe(all.length);
  });

  it('has tails that nobody can tell from the ones before', () => {
    const tails = made(2000).map((uuid) => uuid.slice(-10));
    expect(new Set(tails).size).toBe(tails.length);
  });
});
