import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const run = promisify(execFile);

/** What bench/README.md begins with, at sizes of which only the running says something. */
it.each([
  ['bench/run.mjs', '--quick', '--records', '1000'],
  ['bench/webhooks/run.mjs', '--quick'],
  ['bench/webhooks/run.mjs', '--quick', '--hard'],
  ['bench/duplicates.mjs', '--clients', '2000'],
])(
  '%s %s %s %s ends with its tables',
  async (...args) => {
    const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 600_000 });
    expect(stdout).toMatch(/measured|requests\/s|precision/);
  },
  660_000,
);
