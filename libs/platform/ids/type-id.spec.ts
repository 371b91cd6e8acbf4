import fc from 'fast-check';

import { exampleId, ID_PREFIXES, type IdKind, idPattern, kindOf, toTypeId, toUuid } from './type-id';

const KINDS = Object.keys(ID_PREFIXES) as IdKind[];

describe('a public id', () => {
  it('comes back as the stored id that it was made of', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.uuid(), (kind, uuid) => {
        const id = toTypeId(kind, uuid);
        expect(toUuid(kind, id)).toBe(uuid);
        expect(id).toMatch(new RegExp(idPattern(kind)));
        expect(kindOf(id)).toBe(kind);
      }),
    );
  });

  it('is the id of one kind alone', () => {
    for (const kind of KINDS) {
      const others = KINDS.filter((other) => other !== kind);
      expect(others.filter((other) => toUuid(other, exampleId(kind)) !== null)).toEqual([]);
    }
  });

  it.each([
    '',
    'lead_',
    'lead_01jc6nrygyfgx9y01bdgemwqv',
    'lead_01jc6nrygyfgx9y01bdgemwqv00',
    'lead_81jc6nrygyfgx9y01bdgemwqv0',
    'lead_01JC6NRYGYFGX9Y01BDGEMWQV0',
    'lead_01jc6nrygyfgx9y01bdgemwqvi',
    'Lead_01jc6nrygyfgx9y01bdgemwqv0',
    'lead-01jc6nrygyfgx9y01bdgemwqv0',
    ' lead_01jc6nrygyfgx9y01bdgemwqv0',
    'lead_01jc6nrygyfgx9y01bdgemwqv0\n',
  ])('is well formed or nothing: %j', (text) => {
    expect(toUuid('lead', text)).toBeNull();
    expect(kindOf(text)).toBeNull();
  });
});
