import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly truePositives: number;
  readonly falseNegatives: number;
}

/** The bench in small, in a process of its own: what it prints is what is promised. */
function measure(...options: string[]): Quality {
  const root = join(__dirname, '..', '..');
  const { stdout, stderr } = spawnSync(process.execPath, ['bench/duplicates.mjs', '--json', ...options], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Quality;
}

describe('the default rules', () => {
  it('find nine in ten second records of generated clients, and of a hundred that they tell at most two are wrong', () => {
    const quality = measure('--clients', '3000', '--seed', '7');
    expect(quality.truePositives + quality.falseNegatives).toBeGreaterThan(700);
    expect(quality.precision).toBeGreaterThanOrEqual(0.98);
    expect(quality.recall).toBeGreaterThanOrEqual(0.9);
  });
});
