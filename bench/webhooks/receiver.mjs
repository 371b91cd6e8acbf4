// Receivers of the bench, in a process of their own: whatever comes to /e/NAME is taken at once, whatever comes to /hang/NAME
// after HANG_MS. GET /taken gives what came since it was last asked, as [number of the lead, name, time]; GET /count how many.
import { createServer } from 'node:http';

const HANG_MS = 30_000;
/** Leads of the bench say their number in their title. */
const NUMBER = /"title":"bench (\d+)"/;

let taken = [];
let sample = '';
let open = 0;

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const [, kind, name] = request.url.split('/');
    if (kind === 'e' || kind === 'hang') receive(Buffer.concat(chunks).toString(), { name, kind, response });
    else answerDriver(kind, response);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));

function receive(body, { name, kind, response }) {
  const number = Number(NUMBER.exec(body)?.[1] ?? -1);
  taken.push([number, name, performance.timeOrigin + performance.now()]);
  sample = body;
  if (kind === 'e') response.writeHead(204).end();
  else hang(response);
}

function hang(response) {
  open += 1;
  const timer = setTimeout(() => response.writeHead(204).end(), HANG_MS);
  response.once('close', () => {
    open -= 1;
    clearTimeout(timer);
  });
}

function answerDriver(kind, response) {
  if (kind === 'health') return response.writeHead(200).end();
  if (kind === 'count') return response.end(JSON.stringify({ count: taken.length, hanging: open }));
  if (kind === 'sample') return response.end(sample);
  const all = taken;
  taken = [];
  return response.end(JSON.stringify(all));
}
