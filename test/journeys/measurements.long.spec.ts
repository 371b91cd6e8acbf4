import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const run = promisify(execFile);

/** What bench/README.md begins with, at sizes of which only the running says something, and what it says last. */
it.each([
  ['bench/run.mjs --quick --records 1000', 'at rest'],
  ['bench/webhooks/run.mjs --quick', 'load at the end'],
  ['bench/webhooks/run.mjs --quick --hard', 'load at the end'],
  ['bench/duplicates.mjs --clients 2000', 'precision'],
])(
  '%s runs to its end',
  async (command, last) => {
    const { stdout } = await run(process.execPath, command.split(' '), { cwd: root, timeout: 600_000 });
    expect(stdout).toContain(last);
  },
  660_000,
);
