// What sending costs at least: a plain loop that signs and posts the same bodies with node:http, and does nothing else.
// It prints { perSecond, cpuMs } of COUNT posts to ENDPOINTS receivers, CONNECTIONS at a time.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const { RECEIVER_PORT, BODY_FILE, COUNT, ENDPOINTS, CONNECTIONS } = process.env;
const body = readFileSync(BODY_FILE);
const secret = randomBytes(24);
const agent = new Agent({ keepAlive: true, maxSockets: Number(CONNECTIONS) });
let left = Number(COUNT);

const cpuBefore = process.cpuUsage();
const from = performance.now();
await Promise.all(Array.from({ length: Number(CONNECTIONS) }, sender));
const tookMs = performance.now() - from;
const { user, system } = process.cpuUsage(cpuBefore);
process.stdout.write(
  JSON.stringify({
    perSecond: (Number(COUNT) / tookMs) * 1000,
    cpuMs: (user + system) / 1000 / Number(COUNT),
  }),
);
agent.destroy();

async function sender() {
  while (left > 0) {
    left -= 1;
    await post(`/e/f${left % Number(ENDPOINTS)}`);
  }
}

function post(path) {
  const id = `evt_${randomUUID()}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port: Number(RECEIVER_PORT),
      path,
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${signature}`,
      },
    });
    sent.on('error', reject).on('response', (response) => response.resume().on('end', resolve));
    sent.end(body);
  });
}
