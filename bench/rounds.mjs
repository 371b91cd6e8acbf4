import autocannon from 'autocannon';

import { floorPath, requestOf } from './operations.mjs';

const CONNECTIONS = 16;
const WARM_UP_S = 1;

/**
 * Loads the API and the floor in turns, one operation at a time, so that what else the machine does meets both alike.
 * Answers with the samples of each: { api: [...], floor: [...] }.
 */
export async function measure(operation, at, { api, floor, rounds, seconds, load }) {
  const servers = [
    { ...api, name: 'api', request: apiRequest(operation, load) },
    { ...floor, name: 'floor', request: floorRequest(operation, at, load) },
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
  const { requests, latency } = await fire(server, seconds);
  const { ownMs, backEndsMs } = await server.cpu.since(before);
  return {
    perSecond: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    cpuMs: (ownMs + backEndsMs) / requests.total,
    ownCpuMs: ownMs / requests.total,
  };
}

async function fire({ port, headers, request }, seconds) {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    duration: seconds,
    headers,
    requests: [{ setupRequest: (blank) => ({ ...blank, ...withHeaders(blank, request()) }) }],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers were not 2xx, and ${result.errors} requests failed.`);
  }
  return result;
}

const withHeaders = (blank, own) => ({ ...own, headers: { ...blank.headers, ...own.headers } });

const apiRequest = (operation, load) => () => requestOf(operation, load.nextId().id, load.nextSerial());

const floorRequest = (operation, at, load) => () => {
  const { uuid } = load.nextId();
  return { ...requestOf(operation, '', load.nextSerial()), path: floorPath(operation, at, uuid) };
};

/** Record ids and numbers for requests: the ids go round, a number comes once. */
export class Load {
  constructor({ ids, serial }) {
    this.ids = ids;
    this.serial = serial;
    this.at = 0;
  }

  nextId() {
    this.at = (this.at + 1) % this.ids.length;
    return this.ids[this.at];
  }

  nextSerial() {
    this.serial += 1;
    return String(this.serial);
  }
}
