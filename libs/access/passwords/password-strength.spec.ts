import { isGuessable } from './password-strength';

describe('a password', () => {
  const words = ['nora@nordwind.example', 'Nora Lindqvist'];

  it.each([
    'Password1234!',
    'qwertyuiop1234',
    'aaaaaaaaaaaaaaaa',
    'Lindqvist2026',
    'nordwindnora',
    'dealwright123',
  ])('%s is easy to guess', async (password) => {
    expect(await isGuessable(password, words)).toBe(true);
  });

  it.each(['correct horse battery', 'xK9#mQ2$vL5p', 'сорока на хвосте принесла'])(
    '%s is not',
    async (password) => {
      expect(await isGuessable(password, words)).toBe(false);
    },
  );

  it('of any length is looked at in a moment', async () => {
    await isGuessable('warm', []);
    const before = process.cpuUsage();
    await isGuessable('ab1'.repeat(1000), words);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(15_000);
  });
});
