import { hashPassword, verifyPassword } from './password';

describe('password hashes', () => {
  it('are argon2id PHC strings that never repeat and only their password opens', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await hashPassword('correct horse')).not.toBe(hash);
    expect(await verifyPassword(hash, 'correct horse')).toBe(true);
    expect(await verifyPassword(hash, 'Correct horse')).toBe(false);
  });

  it('agree with the reference implementation', async () => {
    const reference =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await verifyPassword(reference, 'password')).toBe(true);
  });

  it('do not care how a letter was composed', async () => {
    expect(await verifyPassword(await hashPassword('pa\u0308sswort'), 'p\u00e4sswort')).toBe(true);
  });

  it('are refused when they are something else', async () => {
    await expect(verifyPassword('plain', 'plain')).rejects.toThrow(/not an argon2id/);
  });
});
