import { setTimeout as sleep } from 'node:timers/promises';

import { ms, percentile, table, verdict } from './figures.mjs';
import { idleEndpoints, steady } from './measurements.mjs';

/** Events at a steady pace, each for one of many endpoints. */
export async function oneEach(stage, { endpoints, perSecond, seconds }) {
  const names = Array.from({ length: endpoints }, (_, at) => `o${at}`);
  await stage.endpoints(names, (name) => ({ filter: { first_name: name } }));
  const took = await steady(stage, { names, perSecond, seconds });
  await stage.clear();
  const [p50, p99] = [percentile(took, 50), percentile(took, 99)];
  return table([
    [`${perSecond} events/s to ${endpoints} endpoints, one each`, 'measured', 'target', ''],
    ['delivered', took.length, perSecond * seconds, verdict(took.length === perSecond * seconds)],
    ['p50', ms(p50), '< 60 ms', verdict(p50 < 60)],
    ['p99', ms(p99), '< 250 ms', verdict(p99 < 250)],
  ]);
}

/** As many events a second as that to one endpoint, and how many statements the worker needs for each. */
export async function everySecond(stage, { perSecond, seconds }) {
  await stage.endpoints(['fast'], () => ({ max_concurrency: 64 }));
  await stage.statements();
  const took = await steady(stage, { names: ['any'], perSecond, seconds });
  const statements = await stage.statements();
  await stage.clear();
  const each = Object.values(statements).reduce((sum, times) => sum + times.length, 0) / took.length;
  const p99 = percentile(took, 99);
  return table([
    [`${perSecond} events/s to 1 endpoint`, 'measured', 'target', ''],
    ['delivered', took.length, perSecond * seconds, verdict(took.length === perSecond * seconds)],
    ['p50', ms(percentile(took, 50)), '', ''],
    ['p99', ms(p99), '< 2500 ms', verdict(p99 < 2500)],
    ['statements of the worker for each', each.toFixed(2), '≤ 1', verdict(each <= 1)],
  ]);
}

/** Each event to every endpoint. */
export async function everyEndpoint(stage, { endpoints, events }) {
  await stage.endpoints(Array.from({ length: endpoints }, (_, at) => `a${at}`));
  const from = performance.now();
  await stage.leads(events);
  await stage.until(events * endpoints, 240_000);
  const seconds = (performance.now() - from) / 1000;
  await stage.clear();
  return table([
    [`${events} events to each of ${endpoints} endpoints`, 'measured', 'target', ''],
    ['all delivered after', `${seconds.toFixed(0)} s`, '≤ 180 s', verdict(seconds <= 180)],
  ]);
}

/** Very many endpoints, of which few are sent anything: what they cost when nothing happens, and to those few. */
export async function manyEndpoints(stage, { endpoints, active, seconds }) {
  const names = Array.from({ length: active }, (_, at) => `m${at}`);
  await stage.endpoints(names, (name) => ({ filter: { first_name: name } }));
  await idleEndpoints(stage, endpoints - active);
  await sleep(2000);
  const before = await stage.worker.cpu.read();
  await sleep(seconds * 1000);
  const idle = (await stage.worker.cpu.since(before)).backEndsMs / (seconds * 10);
  // All of them are new at once: the first event makes the worker read them, and waits for that.
  const [first] = await steady(stage, { names: names.slice(0, 1), perSecond: 1, seconds: 1 });
  await stage.statements();
  const took = await steady(stage, { names, perSecond: 20, seconds });
  const claim = percentile((await stage.statements())['lanes.claim'] ?? [], 99);
  const { used, resident } = await stage.workerMemory();
  await stage.clear();
  return table([
    [`${endpoints} endpoints, ${active} of them active`, 'measured', 'target', ''],
    ['CPU of the database when nothing happens', `${idle.toFixed(1)} %`, '< 3 %', verdict(idle < 3)],
    ['claim p99', ms(claim), '< 10 ms', verdict(claim < 10)],
    ['delivery p50', ms(percentile(took, 50)), '', ''],
    ['delivery p99', ms(percentile(took, 99)), '', ''],
    ['the first delivery, for which all are read', ms(first), '', ''],
    ['heap of the worker in use, and its memory', `${used.toFixed(0)} and ${resident.toFixed(0)} MB`, '', ''],
  ]);
}
