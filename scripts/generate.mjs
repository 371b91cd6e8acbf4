// Makes openapi/openapi.json from the built API, and the SDK's types and tables from that. With --check it fails when the committed
// files differ from what the code says.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const GENERATED = [
  'openapi/openapi.json',
  'sdk/src/generated/api.d.ts',
  'sdk/src/generated/operations.ts',
  'sdk/src/generated/problem-codes.ts',
];
const read = () => GENERATED.map((file) => readSafely(file));
const before = read();

run(process.execPath, ['dist/apps/api/generate-openapi.js']);
run(process.execPath, ['sdk/scripts/generate.mjs']);

if (process.argv.includes('--check')) {
  const stale = GENERATED.filter((_, at) => read()[at] !== before[at]);
  if (stale.length > 0) {
    console.error(
      `Out of date, made anew just now: ${stale.join(', ')}. Look at the difference and commit it.`,
    );
    process.exit(1);
  }
}

function readSafely(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
