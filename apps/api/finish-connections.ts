import type { FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 50;

/**
 * Lets a server that is being closed end with its last answer: callers are told not to send more on their connections,
 * and those that stay idle are closed, where Node would wait for their keep-alive time of more than a minute.
 */
export function finishConnections(server: FastifyInstance): void {
  let closing: NodeJS.Timeout | null = null;
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  server.addHook('preClose', (done) => {
    closing = setInterval(() => server.server.closeIdleConnections(), LOOK_EVERY_MS);
    done();
  });
  server.addHook('onClose', (_instance, done) => {
    if (closing) clearInterval(closing);
    done();
  });
}
