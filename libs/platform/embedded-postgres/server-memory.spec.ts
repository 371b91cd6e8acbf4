import { sharedBuffers } from './server-memory';

const MB = 1024 * 1024;

describe('the memory of the server', () => {
  it('is an eighth of what there is, within bounds', () => {
    expect(sharedBuffers(512 * MB)).toBe('128MB');
    expect(sharedBuffers(4096 * MB)).toBe('512MB');
    expect(sharedBuffers(64 * 1024 * MB)).toBe('1024MB');
  });

  it('is known for this machine', () => {
    expect(sharedBuffers()).toMatch(/^(?:12[89]|1[3-9]\d|[2-9]\d\d|10[01]\d|102[0-4])MB$/);
  });
});
