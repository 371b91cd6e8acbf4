import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { latencies, ms, percentile, table, verdict } from './figures.mjs';

const CONNECTIONS = 64;
const BATCH = 1000;
const SETTLE_MS = 3000;
const MOST_HANGING = 50;
const MOST_LATE_MS = 60_000;

/** From the answer to a write until the first byte of its delivery was read, when nothing else happens. */
export async function idle(stage, { events }) {
  await stage.endpoints(['idle']);
  const sent = [];
  for (let at = 0; at < events; at += 1) {
    sent.push(await stage.lead());
    // Not in step with any poll of the worker.
    await sleep(20 + 60 * Math.random());
  }
  await stage.until(events, 30_000);
  const took = latencies(sent, await stage.taken());
  return table([
    ['commit to first attempt, idle', 'p50', 'p99', 'deliveries'],
    ['1 endpoint', ms(percentile(took, 50)), ms(percentile(took, 99)), took.length],
  ]);
}

/** How fast a backlog is sent: it is written while no worker runs, and counted from the first arrival to the last. */
export async function throughput(stage, { deliveries }) {
  const rows = [
    ['deliveries a second', 'endpoints', 'product', 'floor', 'share', 'CPU ms each', 'floor', 'CPU ratio'],
  ];
  for (const endpoints of [1, 10, 1000]) {
    const events = Math.ceil(deliveries / endpoints);
    const names = Array.from({ length: endpoints }, (_, at) => `t${at}`);
    const concurrency = Math.min(64, Math.max(8, Math.ceil(CONNECTIONS / endpoints)));
    await stage.endpoints(names, () => ({ max_concurrency: concurrency }));
    const product = await drain(stage, { events, count: events * endpoints });
    const floor = await floorOf(stage, { count: events * endpoints, endpoints });
    rows.push([
      '',
      endpoints,
      product.perSecond.toFixed(0),
      floor.perSecond.toFixed(0),
      `${((product.perSecond / floor.perSecond) * 100).toFixed(0)} %`,
      product.cpuMs.toFixed(2),
      floor.cpuMs.toFixed(2),
      (product.cpuMs / floor.cpuMs).toFixed(2),
    ]);
    await stage.clear();
  }
  return table(rows);
}

async function drain(stage, { events, count }) {
  await stage.stopWorker();
  for (let left = events; left > 0; left -= BATCH) await stage.leads(Math.min(left, BATCH));
  await stage.taken();
  await stage.startWorker();
  const before = await stage.worker.cpu.read();
  await stage.until(count, 120_000);
  const { ownMs, backEndsMs } = await stage.worker.cpu.since(before);
  const times = (await stage.taken()).map(([, , time]) => time).sort((a, b) => a - b);
  const tookMs = times.at(-1) - times[0];
  return { perSecond: (times.length / tookMs) * 1000, cpuMs: (ownMs + backEndsMs) / times.length };
}

/** A plain sender of the same bodies to the same receiver, just afterwards. */
async function floorOf(stage, { count, endpoints }) {
  const bodyFile = join(stage.folder, 'body.json');
  writeFileSync(bodyFile, await stage.received('sample'));
  const { stdout, stderr, status } = spawnSync(process.execPath, ['bench/webhooks/floor.mjs'], {
    env: {
      PATH: process.env.PATH,
      RECEIVER_PORT: stage.receiver.port,
      BODY_FILE: bodyFile,
      COUNT: count,
      ENDPOINTS: endpoints,
      CONNECTIONS,
    },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The floor failed: ${stderr}`);
  await stage.taken();
  return JSON.parse(stdout);
}

/** Whether many fast endpoints notice that one, then 50 hang; each event goes to one endpoint. */
export async function isolation(stage, { endpoints, perSecond, seconds, rounds }) {
  const names = Array.from({ length: endpoints }, (_, at) => `i${at}`);
  const ids = await stage.endpoints(names, (name) => ({ filter: { first_name: name } }));
  const fast = new Map();
  const fastNames = new Set(names.slice(MOST_HANGING));
  for (const wanted of [0, 1, MOST_HANGING]) {
    await hangAt(stage, ids.slice(0, wanted));
    // As many as a hanging endpoint is ever sent at once, and more that wait.
    const slow = names.slice(0, wanted);
    if (wanted > 0) await stage.leads(wanted * 20, (at) => ({ first_name: slow[at % wanted] }));
    await stage.hanging(wanted);
    await sleep(SETTLE_MS);
    const took = [];
    for (let round = 0; round < rounds; round += 1)
      took.push(...(await steady(stage, { names, perSecond, seconds, counted: fastNames })));
    fast.set(wanted, took);
  }
  await stage.clear();
  const base = percentile(fast.get(0), 99);
  return table([
    [`${endpoints} endpoints, ${perSecond} events/s`, 'p50', 'p99', 'p99 of none hanging', 'target', ''],
    ...[...fast].map(([count, took]) => {
      const ratio = percentile(took, 99) / base;
      return [
        `${count} of them hang for 30 s`,
        ms(percentile(took, 50)),
        ms(percentile(took, 99)),
        `× ${ratio.toFixed(2)}`,
        '≤ 1.3',
        verdict(ratio <= 1.3),
      ];
    }),
  ]);
}

const hangAt = (stage, ids) =>
  Promise.all(
    ids.map((id, at) =>
      stage.call('PATCH', `/v1/webhook-endpoints/${id}`, { url: stage.address(`/hang/h${at}`) }),
    ),
  );

/**
 * Events at a steady pace, one after the other to each of the names, and how long those waited whose names are `counted`.
 * It fails when something does not come within a minute.
 */
export async function steady(stage, { names, perSecond, seconds, counted = new Set(names) }) {
  await stage.taken();
  const sent = [];
  const writes = [];
  const size = Math.max(1, Math.round(perSecond / 10));
  const from = performance.now();
  let turn = Math.floor(Math.random() * names.length);
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    const batch = Array.from({ length: size }, (_, at) => names[(turn + at) % names.length]);
    turn += size;
    const write = stage.leads(size, (at) => ({ first_name: batch[at] }));
    writes.push(write.then((made) => sent.push(...made.filter((_, at) => counted.has(batch[at])))));
    await sleep(Math.max(0, from + (tick + 1) * 100 - performance.now()));
  }
  await Promise.all(writes);
  const end = performance.now() + MOST_LATE_MS;
  const taken = [];
  let took = [];
  while (took.length < sent.length && performance.now() < end) {
    taken.push(...(await stage.taken()));
    took = latencies(sent, taken);
    await sleep(200);
  }
  if (took.length < sent.length)
    throw new Error(`${sent.length - took.length} of ${sent.length} deliveries did not come.`);
  return took;
}

/**
 * What it costs to find work while so many deliveries of one endpoint wait, most of them put there by hand: the statements
 * with which the worker claims lanes and looks at them, and how long other endpoints wait meanwhile.
 */
export async function backlog(stage, { sizes, endpoints, perSecond, seconds }) {
  await stage.endpoints(['saturated'], () => ({
    path: '/hang/saturated',
    filter: { first_name: 'saturated' },
  }));
  await stage.leads(BATCH, () => ({ first_name: 'saturated' }));
  const names = Array.from({ length: endpoints }, (_, at) => `b${at}`);
  await stage.endpoints(names, (name) => ({ filter: { first_name: name } }));
  const rows = [
    [
      'pending deliveries of one endpoint',
      'claim p50',
      'claim p99',
      'look p50',
      'look p99',
      'others p50',
      'others p99',
    ],
  ];
  const costs = [];
  for (const size of sizes) {
    const pending = await fillUp(stage, size);
    await stage.statements();
    const took = await steady(stage, { names, perSecond, seconds });
    const statements = await stage.statements();
    const of = (name, percent) => percentile(statements[name] ?? [], percent);
    costs.push(of('lanes.claim', 50));
    rows.push([
      pending,
      ...[50, 99].map((percent) => ms(of('lanes.claim', percent))),
      ...[50, 99].map((percent) => ms(of('deliveries.look', percent))),
      ...[50, 99].map((percent) => ms(percentile(took, percent))),
    ]);
  }
  const ratio = costs.at(-1) / costs[0];
  await stage.clear();
  return `${table(rows)}claim p50, last to first: × ${ratio.toFixed(2)} (target ≤ 1.5: ${verdict(ratio <= 1.5)})\n`;
}

/** Copies of one delivery with events of their own, due after those that are real; whatever columns there are. */
async function fillUp(stage, size) {
  const { rows } = await stage.database.query('SELECT count(*)::integer AS count FROM deliveries');
  const missing = size - rows[0].count;
  if (missing > 0) {
    await stage.database.query(COPIES, [missing]);
    await stage.database.query('VACUUM ANALYZE deliveries');
  }
  return rows[0].count + Math.max(0, missing);
}

const COPIES = `
  INSERT INTO deliveries
  SELECT made.* FROM (SELECT to_jsonb(deliveries) AS row FROM deliveries ORDER BY pos DESC LIMIT 1) AS one
  CROSS JOIN generate_series(1, $1::integer) AS number
  CROSS JOIN LATERAL jsonb_populate_record(NULL::deliveries, one.row || jsonb_build_object(
    'id', gen_random_uuid(), 'event_id', gen_random_uuid(), 'pos', (one.row ->> 'pos')::bigint + number,
    'due_at', now() - interval '1 second')) AS made`;

/**
 * What endpoints cost those who write: they listen to the same events, and their filters want others. Writes without any are
 * measured before and after, since a process gets faster for a while; the faster of both is what the others are compared with.
 */
export async function writers(stage, { counts, writes, rounds }) {
  const took = new Map();
  for (let at = 0; at < writes; at += 1) await stage.lead();
  for (const count of counts) {
    if (count > 0) await idleEndpoints(stage, count);
    took.set(count, await writesOneByOne(stage, writes * rounds));
  }
  await stage.clear();
  const after = await writesOneByOne(stage, writes * rounds);
  if (percentile(after, 50) < percentile(took.get(0), 50)) took.set(0, after);
  const base = percentile(took.get(0), 50);
  return table([
    ['one write after the other', 'p50', 'p99', 'p50 of none', 'target', ''],
    ...[...took].map(([count, times]) => {
      const ratio = percentile(times, 50) / base;
      return [
        `${count} endpoints`,
        ms(percentile(times, 50)),
        ms(percentile(times, 99)),
        `× ${ratio.toFixed(2)}`,
        '≤ 1.1',
        verdict(ratio <= 1.1),
      ];
    }),
  ]);
}

async function writesOneByOne(stage, count) {
  const took = [];
  for (let at = 0; at < count; at += 1) {
    const from = performance.now();
    await stage.lead();
    if (at >= count / 20) took.push(performance.now() - from);
  }
  return took;
}

/** So many endpoints that listen to all leads and want none: copies of one, whose secret is sealed for that alone. */
export async function idleEndpoints(stage, count) {
  const { rows } = await stage.database.query(
    `SELECT count(*)::integer AS count FROM webhook_endpoints WHERE ${IS_IDLE}`,
  );
  if (rows[0].count === 0) await stage.endpoints(['idle'], () => ({ filter: { first_name: NOBODY } }));
  await stage.database.query(
    `WITH one AS (SELECT webhook_endpoints AS endpoint, lanes AS lane
       FROM webhook_endpoints JOIN lanes ON lanes.endpoint_id = webhook_endpoints.id WHERE ${IS_IDLE} LIMIT 1),
     ids AS MATERIALIZED (SELECT gen_random_uuid() AS id FROM generate_series(1, $1::integer)),
     stored AS (INSERT INTO webhook_endpoints SELECT made.* FROM one CROSS JOIN ids CROSS JOIN LATERAL
       jsonb_populate_record(NULL::webhook_endpoints, to_jsonb(one.endpoint) || jsonb_build_object('id', ids.id)) AS made)
     INSERT INTO lanes SELECT made.* FROM one CROSS JOIN ids CROSS JOIN LATERAL
       jsonb_populate_record(NULL::lanes, to_jsonb(one.lane) || jsonb_build_object('endpoint_id', ids.id)) AS made`,
    [count - Math.max(1, rows[0].count)],
  );
  await stage.database.query('UPDATE subscription_versions SET version = version + 1');
  await stage.database.query('VACUUM ANALYZE webhook_endpoints, lanes');
}

const NOBODY = 'nobody';
const IS_IDLE = `webhook_endpoints.filter::text LIKE '%${NOBODY}%'`;
