import { assert, property, uuid } from 'fast-check';
import { TypeID } from 'typeid-js';

import { newUuid, toTypeId, toUuid } from './type-id';

describe('A TypeID', () => {
  it('is written as typeid-js writes it, for every UUID', () => {
    assert(property(uuid(), (id) => toTypeId('deal', id) === TypeID.fromUUID('deal', id).toString()));
  });

  it('keeps the ends of the range', () => {
    expect(toTypeId('lead', '00000000-0000-0000-0000-000000000000')).toBe('lead_00000000000000000000000000');
    expect(toTypeId('lead', 'ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe('lead_7zzzzzzzzzzzzzzzzzzzzzzzzz');
  });

  it('is read back as the UUID it was made of', () => {
    const id = newUuid();
    expect(toUuid('contact', toTypeId('contact', id))).toBe(id);
  });
});
