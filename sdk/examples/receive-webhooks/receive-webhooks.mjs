// Receives webhooks, proves that they come from the server, and prints a line for each event.
//   WEBHOOK_SECRET=whsec_… node sdk/examples/receive-webhooks/receive-webhooks.mjs [port]
import { createServer } from 'node:http';

import { verifyWebhook, WebhookVerificationError } from 'dealwright/webhooks';

const port = Number(process.argv[2] ?? 4400);
const secret = process.env.WEBHOOK_SECRET;
const LARGEST_BODY = 1024 * 1024;

if (!secret) {
  console.error('Set WEBHOOK_SECRET to the secret that the endpoint was created with (whsec_…).');
  process.exit(1);
}

const server = createServer(async (request, response) => {
  try {
    const event = await verifyWebhook({ body: await rawBody(request), headers: request.headers, secret });
    console.log(`${event.timestamp} #${event.sequence} ${event.type} ${event.data.object.id ?? ''}`);
    response.writeHead(204).end();
  } catch (error) {
    if (error instanceof WebhookVerificationError) {
      console.log(`refused: ${error.code}: ${error.message}`);
      response.writeHead(401).end();
      return;
    }
    console.error(error);
    // Anything but a 2xx makes the server deliver again later.
    response.writeHead(500).end();
  }
});

server.listen(port, '127.0.0.1', () => console.log(`Waiting for events on http://127.0.0.1:${port}/`));

/**
 * The body's bytes as they came: the signature is over them.
 * @param {import('node:http').IncomingMessage} request
 */
async function rawBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error('The body is larger than any delivery');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
