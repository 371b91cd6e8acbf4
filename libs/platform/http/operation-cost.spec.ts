import type { OperationSpec } from './operation.decorator';
import { documentedCost, requestCost } from './operation-cost';

const spec = (given: Partial<OperationSpec>): OperationSpec => ({
  id: 'thing.do',
  summary: 'Do',
  scope: 'any',
  returns: Object,
  ...given,
});

describe('the cost of an operation', () => {
  it('follows from its kind', () => {
    expect(documentedCost(spec({}))).toBe(1);
    expect(documentedCost(spec({ returns: { pageOf: Object } }))).toBe(3);
    expect(documentedCost(spec({ returns: { listOf: Object } }))).toBe(3);
    expect(documentedCost(spec({ writes: true }))).toBe(5);
    expect(documentedCost(spec({ scope: 'public' }))).toBe(0);
  });

  it('is what the operation declares, where it declares one', () => {
    expect(requestCost(spec({ writes: true, cost: 20 }), {})).toBe(20);
  });

  it('grows with what is done at once, and is never nothing', () => {
    const batch = spec({ cost: { perItem: 2, items: (body) => (Array.isArray(body) ? body.length : 0) } });
    expect(requestCost(batch, [1, 2, 3])).toBe(6);
    expect(requestCost(batch, 'not a list')).toBe(2);
    expect(documentedCost(batch)).toEqual({ per_item: 2 });
  });
});
