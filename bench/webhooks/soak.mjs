import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { table, verdict } from './figures.mjs';

const HOSTILE = 'test/support/hostile-receiver/main.mjs';
const FAULTS = [
  'silence',
  'header-drip',
  'body-drip',
  'short-body',
  'ten-gigabytes',
  'endless-chunks',
  'gzip-bomb',
  'header-megabyte',
  'endless-interim',
  'garbage',
  'bad-chunk',
  'reset-before',
  'reset-in-body',
  'closing-later',
  'flapping',
  'status/500',
  'status/429?retry-after=1',
  'status/503?retry-after=5',
  'status/302?location=http%3A%2F%2F169.254.169.254%2F',
];
const FAULT_MS = 20_000;
const EVENTS_A_SECOND = 10;
const LOOK_MS = 5000;
/** As docs/operating.md has it. Without limits V8 lets garbage lie, and a leak cannot be told from that. */
const WORKER_FLAGS = '--max-old-space-size=256';

/**
 * A long time under a steady load while endpoints, one after the other, are answered by a hostile receiver for a while.
 * Afterwards every event was delivered to every endpoint, or is told to be pending or given up; and memory stood still.
 */
export async function soak(stage, { minutes, endpoints }) {
  await stage.stopWorker();
  await stage.startWorker(WORKER_FLAGS);
  const hostile = await startHostile();
  const names = Array.from({ length: endpoints }, (_, at) => `s${at}`);
  const ids = await stage.endpoints(names);
  const memory = [];
  const got = new Set();
  const sent = [];
  const end = performance.now() + minutes * 60_000;
  const keep = async () => {
    for (const [number, name] of await stage.taken()) got.add(`${name} ${number}`);
  };
  const [, faults] = await Promise.all([
    writing(stage, end, sent),
    breaking(stage, { end, ids, names, hostile }),
    until(end, LOOK_MS, async () => {
      memory.push([performance.now() / 60_000, await stage.workerMemory()]);
      await keep();
    }),
  ]);
  await sleep(FAULT_MS);
  await keep();
  const told = await toldOf(stage);
  hostile.child.kill('SIGKILL');
  const lost = sent.flatMap(([number]) =>
    names.flatMap((name, at) =>
      got.has(`${name} ${number}`) || told.pairs.has(`${ids[at]} ${number}`) ? [] : [`${name} ${number}`],
    ),
  );
  await stage.clear();
  await stage.stopWorker();
  await stage.startWorker();
  const { resident, heap, external } = memory.at(-1)[1];
  const warm = memory.slice(Math.floor(memory.length / 4));
  const slope = slopeOf(warm.map(([at, now]) => [at, now.resident]));
  return table([
    [`${minutes} minutes, ${endpoints} endpoints, ${faults} faults`, 'measured', 'target', ''],
    ['events written', sent.length, '', ''],
    ['deliveries taken', got.size, '', ''],
    ...told.kinds.map(([kind, count]) => [kind, count, '', '']),
    ['lost', lost.length, '0', verdict(lost.length === 0)],
    ['memory of the worker at the end', `${resident.toFixed(0)} MB`, '', ''],
    ['of it heap, and outside of it', `${heap.toFixed(0)} and ${external.toFixed(0)} MB`, '', ''],
    ['its growth, after the first quarter', `${slope.toFixed(2)} MB a minute`, '≤ 1', verdict(slope <= 1)],
  ]);
}

async function startHostile() {
  const child = spawn(process.execPath, [HOSTILE], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, url: JSON.parse(line).url };
}

async function until(end, everyMs, work) {
  while (performance.now() < end) {
    await work();
    await sleep(everyMs);
  }
}

const writing = (stage, end, sent) =>
  until(end, 1000, async () => sent.push(...(await stage.leads(EVENTS_A_SECOND))));

/** A third of the endpoints are hostile at a time, each in a way of its own. */
async function breaking(stage, { end, ids, names, hostile }) {
  let faults = 0;
  await until(end, FAULT_MS, async () => {
    for (const [at, id] of ids.entries()) {
      const isHostile = Math.random() < 1 / 3;
      const fault = FAULTS[Math.floor(Math.random() * FAULTS.length)];
      const url = isHostile ? `${hostile.url}/${fault}` : stage.address(`/e/${names[at]}`);
      if (isHostile) faults += 1;
      await stage.call('PATCH', `/v1/webhook-endpoints/${id}`, { url });
    }
  });
  for (const [at, id] of ids.entries())
    await stage.call('PATCH', `/v1/webhook-endpoints/${id}`, { url: stage.address(`/e/${names[at]}`) });
  return faults;
}

/**
 * What need not have reached the good receiver: deliveries that wait, that were given up, or that a hostile receiver took
 * (the good one answers 204, no hostile one does), and what a lane that has more to come than it keeps has still to read
 * from the log.
 */
async function toldOf(stage) {
  const { rows } = await stage.database.query(`
    SELECT what, endpoint_id, substring(events.data::jsonb #>> '{object,title}' from 'bench (\\d+)') AS number
    FROM (SELECT 'waiting' AS what, endpoint_id, workspace_id, event_day, event_id FROM deliveries
      UNION ALL SELECT 'still to be read', endpoint_id, feed.workspace_id, event_day, event_id
        FROM lanes JOIN feed ON feed.workspace_id = lanes.workspace_id AND feed.sequence > lanes.read_sequence
        WHERE NOT lanes.hot
      UNION ALL SELECT CASE WHEN state = 'failed' THEN 'given up' ELSE 'taken by a hostile one' END,
          endpoint_id, workspace_id, event_day, event_id
        FROM delivery_log AS ended WHERE state = 'failed' OR NOT EXISTS (
          SELECT 1 FROM attempts WHERE attempts.delivery_id = ended.id AND attempts.status = 204)) AS told
    JOIN events ON events.workspace_id = told.workspace_id AND events.day = told.event_day AND events.id = told.event_id
    WHERE events.type = 'lead.created'`);
  const { rows: endpoints } = await stage.database.query('SELECT id FROM webhook_endpoints');
  const { toTypeId } = await import('../../dist/libs/platform/ids/index.js');
  const wire = new Map(endpoints.map(({ id }) => [id, toTypeId('webhook_endpoint', id)]));
  const kinds = Object.entries(Object.groupBy(rows, ({ what }) => what)).map(([kind, { length }]) => [
    kind,
    length,
  ]);
  return { pairs: new Set(rows.map(({ endpoint_id: id, number }) => `${wire.get(id)} ${number}`)), kinds };
}

/** Megabytes a minute, by least squares. */
function slopeOf(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, mb]) => mb))];
  const square = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return square === 0 ? 0 : points.reduce((sum, [at, mb]) => sum + (at - x) * (mb - y), 0) / square;
}
