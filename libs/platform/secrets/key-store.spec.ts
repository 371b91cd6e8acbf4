import { randomBytes } from 'node:crypto';
import { KeyStore, loadMasterKey, MasterKeyError, SecretUnreadableError } from './index';

const context = { workspaceId: 'ws_1', purpose: 'webhook-endpoint.secret', row: 'we_1' };

describe('KeyStore', () => {
  const masterKey = randomBytes(32);
  const keys = new KeyStore({ masterKey });

  it('opens what it sealed, text and bytes', () => {
    expect(keys.openText(keys.seal('pässword', context), context)).toBe('pässword');
    const bytes = randomBytes(100);
    expect(keys.open(keys.seal(bytes, context), context)).toEqual(bytes);
    expect(keys.openText(keys.seal('', context), context)).toBe('');
  });

  it('seals the same value differently each time and does not show it', () => {
    const sealed = keys.seal('secret', context);
    expect(sealed).toMatch(/^s1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
    expect(keys.seal('secret', context)).not.toBe(sealed);
    expect(sealed).not.toContain(Buffer.from('secret').toString('base64url'));
  });

  it.each([
    ['workspace', { ...context, workspaceId: 'ws_2' }],
    ['no workspace', { ...context, workspaceId: null }],
    ['purpose', { ...context, purpose: 'other' }],
    ['row', { ...context, row: 'we_2' }],
    ['shifted parts', { ...context, purpose: 'webhook-endpoint.secret","we_1', row: '' }],
  ])('does not open in another context: %s', (_name, other) => {
    expect(() => keys.open(keys.seal('x', context), other)).toThrow(SecretUnreadableError);
  });

  it('does not open when any byte was changed', () => {
    const [format, id, encoded = ''] = keys.seal('secret', context).split('.');
    const bytes = Buffer.from(encoded, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const sealed = [format, id, changed.toString('base64url')].join('.');
      expect(() => keys.open(sealed, context)).toThrow(SecretUnreadableError);
    }
  });

  it.each(['', 's1', 's1..', 's2.00000000.AAAA', 's1.00000000.AAAA'])('refuses %j', (sealed) => {
    expect(() => keys.open(sealed, context)).toThrow(SecretUnreadableError);
  });

  it('refuses a cut-off value', () => {
    const sealed = keys.seal('', context);
    for (const length of [12, 20, sealed.length - 1]) {
      expect(() => keys.open(sealed.slice(0, length), context)).toThrow(SecretUnreadableError);
    }
  });

  it('opens values of a previous key and names them for rotation', () => {
    const rotated = new KeyStore({ masterKey: randomBytes(32), previousKeys: [masterKey] });
    const old = keys.seal('secret', context);
    expect(rotated.openText(old, context)).toBe('secret');
    expect(rotated.isSealedWithPreviousKey(old)).toBe(true);
    expect(rotated.isSealedWithPreviousKey(rotated.seal('secret', context))).toBe(false);
    expect(() => new KeyStore({ masterKey: randomBytes(32) }).open(old, context)).toThrow(
      SecretUnreadableError,
    );
  });

  it('derives the same key for the same purpose only', () => {
    expect(keys.derive('cursor')).toEqual(new KeyStore({ masterKey }).derive('cursor'));
    expect(keys.derive('cursor')).not.toEqual(keys.derive('cookie'));
    expect(keys.derive('cursor', 64)).toHaveLength(64);
    const rotated = new KeyStore({ masterKey: randomBytes(32), previousKeys: [masterKey] });
    expect(rotated.deriveAll('cursor')).toEqual([rotated.derive('cursor'), keys.derive('cursor')]);
  });

  it('refuses a master key of another length', () => {
    expect(() => new KeyStore({ masterKey: randomBytes(16) })).toThrow(MasterKeyError);
    expect(() => new KeyStore({ masterKey, previousKeys: [randomBytes(33)] })).toThrow(MasterKeyError);
  });
});

describe('loadMasterKey', () => {
  const key = randomBytes(32);

  it.each(['hex', 'base64', 'base64url'] as const)('reads %s', (encoding) => {
    expect(loadMasterKey(` ${key.toString(encoding)}\n`)).toEqual(key);
  });

  it('says what is wrong without telling the key', () => {
    expect(() => loadMasterKey(randomBytes(16).toString('hex'))).toThrow(/must be 32 bytes, this one has/);
    expect(() => loadMasterKey('')).toThrow(/it is neither/);
    expect(() => loadMasterKey('hunter2 hunter2')).toThrow(/^(?!.*hunter2).*$/);
  });
});
