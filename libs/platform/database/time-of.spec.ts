import { assert, date, integer, property } from 'fast-check';
import { types } from 'pg';

import { timeOf } from './time-of';

const parseAny = types.getTypeParser(types.builtins.TIMESTAMPTZ, 'text') as (value: string) => unknown;
const YEARS = {
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
};

describe('A time that PostgreSQL wrote', () => {
  it('is read as pg reads it, in every zone of whole hours', () => {
    assert(
      property(date(YEARS), integer({ min: -12, max: 14 }), (time, hours) => {
        const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}`;
        const text = `${time.toISOString().slice(0, -1).replace('T', ' ')}${zone}`;
        expect(timeOf(text)).toEqual(parseAny(text));
      }),
    );
  });

  it.each([
    '2026-11-21 21:10:11+00',
    '2026-11-21 21:10:11.123456+00',
    '2026-11-21 21:10:11.1-03',
    '2026-11-22 02:40:11.123+05:30',
    '1890-01-01 00:09:21+00:09:21',
    '0044-03-15 12:00:00+00 BC',
    '12026-11-21 21:10:11+00',
    'infinity',
    '-infinity',
  ])('is read as pg reads it: %s', (text) => {
    expect(timeOf(text)).toEqual(parseAny(text));
  });
});
