import { crc32 } from 'node:zlib';
import { hashToken, isWellFormedToken, newToken } from './index';

describe('token format', () => {
  it('carries the kind, 43 random digits and a 6-digit checksum', () => {
    expect(newToken('pak')).toMatch(/^dw_pak_[0-9A-Za-z]{49}$/);
  });

  it('never repeats and is always recognised', () => {
    const tokens = Array.from({ length: 2_000 }, () => newToken('pak'));
    expect(new Set(tokens).size).toBe(2_000);
    expect(tokens.every(isWellFormedToken)).toBe(true);
  });

  it('is refused when any one character is mistyped', () => {
    const token = newToken('app');
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'x' ? 'y' : 'x';
      expect(isWellFormedToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
    }
  });

  it.each(['', 'dw_pak_', 'Bearer dw_pak_1', 'x'.repeat(10_000)])('refuses %.20j', (text) => {
    expect(isWellFormedToken(text)).toBe(false);
    expect(isWellFormedToken(`${newToken('pak')}\n`)).toBe(false);
  });

  it('states the checksum in base62 so that scanners of others can verify it', () => {
    const token = newToken('pak');
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const value = [...token.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
    expect(value).toBe(crc32(token.slice(0, -6)));
  });

  it('refuses a kind that would break the format', () => {
    for (const kind of ['', 'P', 'a_b', 'x', 'toolongakind1'])
      expect(() => newToken(kind)).toThrow(RangeError);
  });

  it('hashes to 32 bytes', () => {
    expect(hashToken('abc').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
