import { assert, property, uuid } from 'fast-check';
import { TypeID } from 'typeid-js';

import { base32OfUuid, uuidOfBase32 } from './base32';

const byLibrary = (id: string): string => TypeID.fromUUID('deal', id).getSuffix();

describe('The base32 of a UUID', () => {
  it('is what typeid-js writes, for every UUID', () => {
    assert(property(uuid(), (id) => base32OfUuid(id) === byLibrary(id)));
  });

  it.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'is what typeid-js writes at the end of the range: %s',
    (id) => {
      expect(base32OfUuid(id)).toBe(byLibrary(id));
    },
  );

  it('is read as typeid-js reads it, for every UUID', () => {
    assert(
      property(uuid(), (id) => {
        const text = byLibrary(id);
        return uuidOfBase32(text) === TypeID.fromString(`deal_${text}`).toUUID() && uuidOfBase32(text) === id;
      }),
    );
  });

  it.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'is read at the end of the range: %s',
    (id) => {
      expect(uuidOfBase32(byLibrary(id))).toBe(id);
    },
  );

  it('reads digits of either case', () => {
    expect(base32OfUuid('01930D5C-7A1E-7C3A-9F00-2B6C1D4E5F60')).toBe(
      base32OfUuid('01930d5c-7a1e-7c3a-9f00-2b6c1d4e5f60'),
    );
  });
});
