// Every gate that needs no database, fast ones first. Each prints its own findings; the first that fails ends the run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const bin = (name) => join('node_modules', '.bin', name);
const gates = [
  ['format and plain slips', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['types', bin('tsc'), ['--noEmit']],
  [
    'layers, front doors, cycles',
    bin('depcruise'),
    ['apps', 'libs', 'test', 'bench', '--config', '.dependency-cruiser.cjs'],
  ],
  ['typed lint and sizes', bin('eslint'), ['apps', 'libs', 'test', '--max-warnings', '0']],
  ['unused files, exports, packages', bin('knip'), []],
  ['copies', bin('jscpd'), []],
  ['generated files are fresh', process.execPath, ['scripts/generate.mjs', '--check']],
  ['changes since the last release', process.execPath, ['scripts/api-changes.mjs']],
  ['the contract', bin('redocly'), ['lint', 'openapi/openapi.json']],
  ['the SDK package', 'npm', ['run', '--silent', 'check', '--workspace', 'sdk']],
];

const started = performance.now();
for (const [name, command, args] of gates) {
  const at = performance.now();
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  if (error) console.error(error.message);
  const took = `${((performance.now() - at) / 1000).toFixed(1)} s`;
  if (status !== 0) {
    console.error(`✗ ${name} (${took})`);
    process.exit(1);
  }
  console.log(`✓ ${name} (${took})`);
}
console.log(`All ${gates.length} gates hold (${((performance.now() - started) / 1000).toFixed(0)} s).`);
