// `npm test`: everything, in bundles (see test-bundles.mjs); with arguments, what Jest makes of them, each file by itself.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBundles } from './test-bundles.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const given = process.argv.slice(2);
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const what = given.length > 0 ? given : ['--config', writeBundles(root)];

/** ES modules within tests, and room for young objects, of which tests make many. */
const flags = ['--experimental-vm-modules', '--no-warnings', '--max-semi-space-size=32'];

const { status, error } = spawnSync(process.execPath, [...flags, jest, ...what], {
  cwd: root,
  stdio: 'inherit',
});
if (error) process.stderr.write(`${error.message}\n`);
process.exitCode = status ?? 1;
