import { CreateDealDto } from '../../crm/deals/deal.dto';
import { mapped } from './mapping';
import { valueAt, withValueAt } from './pointer';

const target = { contract: CreateDealDto, currency: 'EUR' };
const entry = { from: null, value: null, transform: null };

describe('the amount in a text', () => {
  it.each([
    ['1 250,50 EUR', '1250.50'],
    ['1.250,50', '1250.50'],
    ['1,250.50', '1250.50'],
    ["1'250", '1250'],
    ['1,250', '1250'],
    ['12,5', '12.5'],
    ['-3', '-3'],
    ['much', 'much'],
  ])('%s is %s', (text, amount) => {
    const mapping = [{ ...entry, to: 'amount', from: '/sum', transform: 'number' as const }];
    expect(mapped({ sum: text }, mapping, target)).toEqual({ amount: { amount, currency: 'EUR' } });
  });
});

describe('a mapping', () => {
  it('leaves out what is missing or empty, takes the first of two, and puts values inside of fields', () => {
    const mapping = [
      { ...entry, to: 'title', from: '/none' },
      { ...entry, to: 'title', from: '/empty' },
      { ...entry, to: 'title', from: '/title' },
      { ...entry, to: 'title', value: 'Another one' },
      { ...entry, to: 'custom_fields.size', from: '/size' },
      { ...entry, to: 'custom_fields.tags', from: '/tags' },
      { ...entry, to: 'external_ids.my.shop', from: '/size' },
    ];
    const payload = { empty: ' ', title: ' Desks ', size: 12, tags: ['a', 'b'] };
    expect(mapped(payload, mapping, target)).toEqual({
      title: 'Desks',
      custom_fields: { size: 12, tags: ['a', 'b'] },
      external_ids: [{ app: 'my.shop', id: '12' }],
    });
  });
});

describe('a pointer', () => {
  const payload = {
    list: [
      { k: { n: 'a/b' }, v: 1 },
      { k: { n: 'c' }, v: 2 },
    ],
    'x/y': { '~': 3 },
  };

  it('finds values by place, by choice and under any name', () => {
    const found = ['/list/1/v', '/list/{k.n=c}/v', '/list/{k.n=a/b}/v', '/x~1y/~0'].map((at) =>
      valueAt(payload, at),
    );
    expect(found).toEqual([2, 2, 1, 3]);
    const missing = ['/list/{k.n=z}/v', '/list/9', '/constructor', '/list/length/x', '/__proto__'];
    expect(missing.map((at) => valueAt(payload, at))).toEqual(missing.map(() => undefined));
  });

  it('puts another value in its place, and nothing where there was none', () => {
    expect(withValueAt(payload, '/list/{k.n=c}/v', 'x')).toEqual({
      ...payload,
      list: [payload.list[0], { k: { n: 'c' }, v: 'x' }],
    });
    expect(withValueAt(payload, '/nothing/here', 'x')).toEqual(payload);
  });
});
