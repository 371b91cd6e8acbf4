// npm run bench:webhooks: from a commit to a receiver, on the built product. See bench/README.md.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { everyEndpoint, everySecond, manyEndpoints, oneEach } from './hard.mjs';
import { backlog, idle, isolation, throughput, writers } from './measurements.mjs';
import { soak } from './soak.mjs';
import { Stage } from './stage.mjs';

process.chdir(resolve(import.meta.dirname, '..', '..'));

/** Each with its sizes as they are meant, and as they are with --quick. */
const USUAL = {
  idle: [idle, { events: 150 }, { events: 30 }],
  throughput: [throughput, { deliveries: 10_000 }, { deliveries: 2000 }],
  isolation: [
    isolation,
    { endpoints: 1000, perSecond: 100, seconds: 12, rounds: 2 },
    { endpoints: 200, perSecond: 50, seconds: 4, rounds: 1 },
  ],
  backlog: [
    backlog,
    { sizes: [1000, 1_000_000], endpoints: 200, perSecond: 50, seconds: 12 },
    { sizes: [1000, 50_000], endpoints: 50, perSecond: 50, seconds: 4 },
  ],
  writers: [
    writers,
    { counts: [0, 100, 10_000], writes: 400, rounds: 2 },
    { counts: [0, 100, 2000], writes: 100, rounds: 1 },
  ],
};
/** Loads that take long: only with --hard, or by name. */
const HARD = {
  'one-each': [
    oneEach,
    { endpoints: 1000, perSecond: 300, seconds: 120 },
    { endpoints: 100, perSecond: 50, seconds: 5 },
  ],
  'every-second': [everySecond, { perSecond: 1000, seconds: 60 }, { perSecond: 100, seconds: 5 }],
  'every-endpoint': [everyEndpoint, { endpoints: 1000, events: 100 }, { endpoints: 100, events: 10 }],
  'many-endpoints': [
    manyEndpoints,
    { endpoints: 100_000, active: 1000, seconds: 30 },
    { endpoints: 2000, active: 20, seconds: 5 },
  ],
  soak: [soak, { minutes: 20, endpoints: 20 }, { minutes: 0.5, endpoints: 10 }],
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    hard: { type: 'boolean', default: false },
    only: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const all = { ...USUAL, ...HARD };
const chosen = options.only?.split(',') ?? Object.keys(options.hard ? HARD : USUAL);
const unknown = chosen.filter((name) => !(name in all));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}.`);

const folder = mkdtempSync(join(tmpdir(), 'dealwright-bench-webhooks-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
const began = performance.now();
const tables = [];
let stage;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void clearAway().finally(() => process.exit(1)));
}
try {
  stage = await Stage.start(folder);
  say(
    `${cpus()[0].model.trim()}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.versions.node}\n`,
  );
  for (const name of chosen) {
    const [measure, whole, quick] = all[name];
    const sizes = {
      ...(options.quick ? quick : whole),
      ...(options.minutes && { minutes: Number(options.minutes) }),
    };
    process.stderr.write(`${name} …\n`);
    say(await measure(stage, sizes));
  }
  say(
    `load at the end ${loadavg()[0].toFixed(1)}; took ${((performance.now() - began) / 1000).toFixed(0)} s\n`,
  );
} finally {
  await clearAway();
}
mkdirSync(join('.build', 'bench'), { recursive: true });
writeFileSync(join('.build', 'bench', 'webhooks.txt'), tables.join('\n'));

async function clearAway() {
  await stage?.stop();
  rmSync(folder, { recursive: true, force: true });
}

function say(text) {
  tables.push(text);
  process.stdout.write(`${text}\n`);
}
