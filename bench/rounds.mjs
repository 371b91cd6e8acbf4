import autocannon from 'autocannon';

import { floorPath, numberOf, requestOf } from './operations.mjs';

const CONNECTIONS = 16;
const WARM_UP_S = 1;
/** How many batches a connection sends in a second of a round: they are counted, not timed, since each takes long. */
const BATCHES_A_SECOND = 4;

/**
 * Loads the API and the floor in turns, one operation at a time, so that what else the machine does meets both alike.
 * Answers with the samples of each: { api: [...], floor: [...] }.
 */
export async function measure(operation, at, { api, floor, rounds, seconds, place }) {
  const servers = [
    {
      ...api,
      headers: { authorization: `Bearer ${place.key}` },
      name: 'api',
      operation,
      request: apiRequest(operation, place),
    },
    { ...floor, name: 'floor', operation, request: floorRequest(operation, at, place) },
  ];
  const samples = { api: [], floor: [] };
  for (const server of servers) await fire(server, WARM_UP_S);
  for (let round = 0; round < rounds; round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      samples[server.name].push(await sample(server, seconds));
    }
  }
  return samples;
}

async function sample(server, seconds) {
  const before = await server.cpu.read();
  const { total, tookS, p50, p99 } = await fire(server, seconds);
  const { ownMs, backEndsMs } = await server.cpu.since(before);
  return {
    perSecond: total / tookS,
    p50,
    p99,
    cpuMs: (ownMs + backEndsMs) / total,
    ownCpuMs: ownMs / total,
  };
}

const fire = (server, seconds) =>
  server.operation.records ? fireBatches(server, seconds) : fireSteadily(server, seconds);

async function fireSteadily({ name, port, headers, request, operation }, seconds) {
  const from = performance.now();
  const { requests, latency, ...result } = await autocannon({
    url: address(port),
    connections: CONNECTIONS,
    duration: seconds,
    headers,
    requests: [{ setupRequest: (blank) => ({ ...blank, ...withHeaders(blank, request()) }) }],
  });
  const tookS = (performance.now() - from) / 1000;
  if (result.non2xx > 0 || result.errors > 0) {
    const statuses = Object.entries(result.statusCodeStats).map(
      ([status, { count }]) => `${count} × ${status}`,
    );
    throw new Error(`${operation.name}, ${name}: ${statuses.join(', ')}; ${result.errors} requests failed.`);
  }
  return { total: requests.total, tookS, p50: latency.p50, p99: latency.p99 };
}

/**
 * Each connection sends its batches one after the other; they are made and written as bytes beforehand, because the load runs
 * on the same cores, and timed to the millisecond.
 */
async function fireBatches({ name, port, headers, request, operation }, seconds) {
  const stock = Array.from({ length: operation.connections * seconds * BATCHES_A_SECOND }, () => {
    const { body, ...rest } = request();
    return { ...rest, body: Buffer.from(body) };
  });
  const total = stock.length;
  const times = [];
  const caller = async () => {
    for (let one = stock.pop(); one; one = stock.pop()) {
      const from = performance.now();
      const answer = await fetch(address(port) + one.path, {
        ...one,
        headers: { ...headers, ...one.headers },
      });
      const { results, ...rest } = await answer.json();
      if (
        !answer.ok ||
        results?.length !== operation.records ||
        rest.summary?.created !== operation.records
      ) {
        throw new Error(`${operation.name}, ${name}: ${answer.status} ${JSON.stringify(rest)}`);
      }
      times.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: operation.connections }, caller));
  const tookS = (performance.now() - from) / 1000;
  times.sort((a, b) => a - b);
  return { total, tookS, p50: times[Math.floor(total / 2)], p99: times[Math.floor(total * 0.99)] };
}

const address = (port) => `http://127.0.0.1:${port}`;

const withHeaders = (blank, own) => ({ ...own, headers: { ...blank.headers, ...own.headers } });

const apiRequest = (operation, place) => () => requestOf(operation, nextOf(operation, place));

const floorRequest = (operation, at, place) => () => {
  const next = nextOf(operation, place);
  return { ...requestOf(operation, next), path: floorPath(at, { ...next.record, serial: next.serial }) };
};

function nextOf(operation, place) {
  const record = place.nextRecord();
  return {
    record,
    place,
    serial: numberOf(operation, { record, serial: place.nextSerial(operation.records) }),
  };
}

/** A workspace, with records and numbers for requests: the records go round, a number comes once. */
export class Place {
  constructor({ name, key, stage, sample, serial }) {
    Object.assign(this, { name, key, stage, sample, serial, at: 0 });
  }

  nextRecord() {
    this.at = (this.at + 1) % this.sample.length;
    return this.sample[this.at];
  }

  /** The first of so many numbers. */
  nextSerial(size = 1) {
    const first = this.serial;
    this.serial += size;
    return String(first);
  }
}
