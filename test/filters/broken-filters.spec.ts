import { FILTER_LIMITS, type FilterCaller, parseFilter, parseFilterText } from '@platform/filters';

import { cpuMs } from '../support/cpu-time';
import { thingSchema } from './support/things';

const caller: FilterCaller = { now: new Date('2026-11-21T12:00:00.000Z'), me: null, country: null };

const faults = (input: unknown): (readonly [string, string])[] =>
  parseFilter(thingSchema, input, caller).faults.map(({ pointer, code }) => [pointer, code] as const);

const nested = (levels: number): object => (levels === 0 ? { flag: true } : { not: nested(levels - 1) });

it.each<[unknown, string, string]>([
  [null, '', 'wrong_type'],
  [[], '', 'wrong_type'],
  ['x', '', 'wrong_type'],
  [{ colour: 1 }, '/colour', 'unknown_field'],
  [{ constructor: 1 }, '/constructor', 'unknown_field'],
  [{ toString: { eq: 1 } }, '/toString', 'unknown_field'],
  [JSON.parse('{"__proto__":{"flag":true}}'), '/__proto__', 'unknown_field'],
  [{ flag: JSON.parse('{"__proto__":true}') }, '/flag/__proto__', 'unknown_operator'],
  [{ 'a/b~': 1 }, '/a~1b~0', 'unknown_field'],
  [{ title: {} }, '/title', 'empty'],
  [{ parent: {} }, '/parent', 'empty'],
  [{ title: 1 }, '/title', 'wrong_type'],
  [{ title: ['a'] }, '/title', 'wrong_type'],
  [{ title: { like: 'a' } }, '/title/like', 'unknown_operator'],
  [{ title: { has: 'a' } }, '/title/has', 'wrong_operator'],
  [{ title: { contains: null } }, '/title/contains', 'wrong_type'],
  [{ title: { contains: '\u0301' } }, '/title/contains', 'empty'],
  [{ title: 'a\u0000' }, '/title', 'wrong_format'],
  [{ title: '\ud800' }, '/title', 'wrong_format'],
  [{ title: 'x'.repeat(2001) }, '/title', 'too_long'],
  [{ title: { is_null: 'yes' } }, '/title/is_null', 'wrong_type'],
  [{ word: 'black' }, '/word', 'not_a_choice'],
  [{ word: { gt: 'red' } }, '/word/gt', 'wrong_operator'],
  [{ flag: 'true' }, '/flag', 'wrong_type'],
  [{ flag: { in: [true] } }, '/flag/in', 'wrong_operator'],
  [{ count: 1.5 }, '/count', 'wrong_type'],
  [{ count: 2 ** 53 }, '/count', 'wrong_type'],
  [{ count: { in: [1, 'x', 2, null] } }, '/count/in/1', 'wrong_type'],
  [{ count: { between: [1] } }, '/count/between', 'wrong_type'],
  [{ count: { between: [1, 'x'] } }, '/count/between/1', 'wrong_type'],
  [{ amount: 'NaN' }, '/amount', 'wrong_format'],
  [{ amount: '1e5' }, '/amount', 'wrong_format'],
  [{ amount: 2 ** 60 }, '/amount', 'wrong_type'],
  [{ amount: { amount: '1' } }, '/amount/amount', 'unknown_operator'],
  [{ amount: { currency: 'eur' } }, '/amount/currency', 'not_a_choice'],
  [{ amount: { currency: { gt: 'EUR' } } }, '/amount/currency/gt', 'wrong_operator'],
  [{ count: { currency: 'EUR' } }, '/count/currency', 'unknown_operator'],
  [{ day: '2026-02-30' }, '/day', 'wrong_format'],
  [{ day: '2026-11-21T00:00:00Z' }, '/day', 'wrong_format'],
  [{ day: '-1h' }, '/day', 'wrong_format'],
  [{ day: '0000-01-01' }, '/day', 'out_of_range'],
  [{ time: '+9999y' }, '/time', 'out_of_range'],
  [{ time: '-5000y' }, '/time', 'out_of_range'],
  [{ time: 'last week' }, '/time', 'wrong_format'],
  [{ time: 0 }, '/time', 'wrong_type'],
  [{ owner: 'x' }, '/owner', 'invalid_id'],
  [{ owner: 'deal_01jc6nrygyfgx9y01bdgemwqv0' }, '/owner', 'invalid_id'],
  [{ owner: 'me' }, '/owner', 'no_member'],
  [{ tags: 'a' }, '/tags', 'wrong_operator'],
  [{ tags: { has: 1 } }, '/tags/has', 'wrong_type'],
  [{ tags: { in: ['a'] } }, '/tags/in', 'wrong_operator'],
  [{ search: ' ' }, '/search', 'empty'],
  [{ search: 'a b c d e f g h i j k' }, '/search', 'too_many_words'],
  [{ and: [] }, '/and', 'wrong_type'],
  [{ or: { flag: true } }, '/or', 'wrong_type'],
  [{ or: [{ flag: true }, 1] }, '/or/1', 'wrong_type'],
  [{ not: [] }, '/not', 'wrong_type'],
  [{ parent: 'deal_01jc6nrygyfgx9y01bdgemwqv0' }, '/parent', 'wrong_type'],
  [{ parent: { is_null: 1 } }, '/parent/is_null', 'wrong_type'],
  [{ parent: { colour: 1 } }, '/parent/colour', 'unknown_field'],
  [{ title: { in: Array(501).fill('a') } }, '/title/in', 'list_too_long'],
  [nested(FILTER_LIMITS.depth), '/not'.repeat(FILTER_LIMITS.depth), 'filter_too_deep'],
  [{ or: Array(101).fill({ flag: true }) }, '/or', 'filter_too_large'],
  [{ or: Array(50).fill({ or: Array(3).fill({ flag: true }) }) }, '/or/33/or/1/flag', 'filter_too_large'],
  [{ or: Array(11).fill({ parent: null }) }, '/or/10/parent', 'too_many_links'],
])('%j is wrong at %s: %s', (input, pointer, code) => {
  const found = faults(input);
  expect(found[0]).toEqual([pointer, code]);
});

it('tells of everything that is wrong at once', () => {
  const input = { colour: 1, title: { like: 1, gt: 2 }, or: [{ count: 'x' }, { parent: { day: 'y' } }] };
  expect(faults(input).map(([pointer]) => pointer)).toEqual([
    '/colour',
    '/title/like',
    '/title/gt',
    '/or/0/count',
    '/or/1/parent/day',
  ]);
});

it.each(['', '{', 'null x', "{'a':1}", '{"a":1,}', '\ufeff{}'])('%j is not JSON', (text) => {
  expect(parseFilterText(thingSchema, text, caller).faults).toMatchObject([
    { pointer: '', code: 'not_json' },
  ]);
});

it('is told in time whatever the size', async () => {
  const spent = await cpuMs(() => {
    faults({ or: Array(100).fill({ title: { in: Array(500).fill(1) } }) });
    faults(JSON.parse(`${'{"not":'.repeat(5000)}{}${'}'.repeat(5000)}`));
  });
  expect(spent).toBeLessThan(6000);
});

it('says what a caller needs for the links that it looks through', () => {
  expect([...parseFilter(thingSchema, { parent: { flag: true } }, caller).needs]).toEqual(['things:read']);
  expect([...parseFilter(thingSchema, { flag: true }, caller).needs]).toEqual([]);
});
