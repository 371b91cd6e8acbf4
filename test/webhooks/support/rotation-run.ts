import { setTimeout as sleep } from 'node:timers/promises';

import { toTypeId } from '@platform/ids';
import { Webhook } from 'standardwebhooks';

import { until } from '../../events/support/until';
import { seededRandom } from '../../faults/support/seeded-random';
import type { EngineBench } from './engine-bench';
import type { Received } from './receiver';

/** A secret of an endpoint, and from when to when (`Date.now`) it was in force. */
interface InForce {
  readonly secret: string;
  readonly from: number;
  until: number;
}

/** How much is sent while secrets are rotated. */
export interface RotationRun {
  readonly perSecond: number;
  readonly seconds: number;
  /** Every third of them ends the secret before at once; the others let it sign along. */
  readonly rotations: number;
  /** How late somebody who signs may know of a rotation. */
  readonly knownWithinMs: number;
  readonly seed: number;
}

/** What came. */
export interface RotationOutcome {
  readonly attempts: number;
  readonly retries: number;
  /** Attempts that nobody could have verified who has the secret that was in force, with what was wrong. */
  readonly unverifiable: string[];
  /** Attempts that a secret still signed that had ended before. */
  readonly signedByEnded: string[];
}

/**
 * Sends events to an endpoint whose receiver refuses some of them, so that tries of before a rotation come after it, while its secret is
 * rotated again and again; then verifies each attempt with every secret, by the moment that its own timestamp tells.
 */
export async function runRotations(bench: EngineBench, run: RotationRun): Promise<RotationOutcome> {
  const { engine } = bench;
  const random = seededRandom(run.seed);
  const receiver = await bench.receiver();
  receiver.answer = (response) => response.writeHead(random() < 0.3 ? 500 : 204).end();
  const hook = await engine.endpoint(receiver.url, { max_concurrency: 50 });
  const path = `/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}/rotate-secret`;
  const secrets: InForce[] = [];
  const rotate = async (hours: number) => {
    const { body } = await engine.api.post(path, { overlap_hours: hours });
    const now = Date.now();
    // The one before the last ends with any rotation, the last one when the overlap is none.
    for (const one of secrets.slice(0, hours === 0 ? secrets.length : -1))
      one.until = Math.min(one.until, now);
    secrets.push({ secret: body.secret, from: now, until: Number.POSITIVE_INFINITY });
  };
  await rotate(0);
  const worker = bench.startWorker({ schedule: () => Math.round(300 + random() * 2000) });
  const relay = engine.startRelay(() => worker.wake());
  const events: string[] = [];
  const rotating = rotateInTurn(rotate, run);
  const began = performance.now();
  for (let tick = 0; tick < run.seconds * 10; tick += 1) {
    events.push(...(await engine.log(run.perSecond / 10)));
    await sleep(Math.max(0, began + (tick + 1) * 100 - performance.now()));
  }
  await rotating;
  await until(async () => (await engine.count('deliveries', hook)) === 0, { withinMs: 240_000 });
  await relay.stop();
  expect(new Set(receiver.ids())).toEqual(new Set(events.map((id) => toTypeId('event', id))));
  return judge(receiver.requests, secrets, run);
}

async function rotateInTurn(
  rotate: (hours: number) => Promise<void>,
  { rotations, seconds }: RotationRun,
): Promise<void> {
  for (let n = 1; n <= rotations; n += 1) {
    await sleep((seconds * 1000) / (rotations + 1));
    await rotate(n % 3 === 0 ? 0 : 24);
  }
}

function judge(
  requests: readonly Received[],
  secrets: readonly InForce[],
  { knownWithinMs }: RotationRun,
): RotationOutcome {
  const unverifiable: string[] = [];
  const signedByEnded: string[] = [];
  for (const request of requests) {
    // Whole seconds: signed at `earliest` or up to a second later.
    const earliest = Number(request.headers['webhook-timestamp']) * 1000;
    const latest = earliest + 1000;
    const signing = new Set(secrets.filter(({ secret }) => isSignedWith(request, secret)));
    const said = `${String(request.headers['webhook-id'])} at ${earliest}`;
    const must = secrets.filter((one) => one.from + knownWithinMs <= earliest && one.until > latest);
    const may = secrets.filter((one) => one.until + knownWithinMs >= earliest);
    if (signing.size === 0 || must.some((one) => !signing.has(one))) unverifiable.push(said);
    if ([...signing].some((one) => !may.includes(one))) signedByEnded.push(said);
  }
  const retries = requests.filter(({ headers }) => headers['webhook-attempt'] !== '1').length;
  return { attempts: requests.length, retries, unverifiable, signedByEnded };
}

function isSignedWith({ headers, body }: Received, secret: string): boolean {
  const [id, timestamp] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
  const expected = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), body);
  return String(headers['webhook-signature']).split(' ').includes(expected);
}
