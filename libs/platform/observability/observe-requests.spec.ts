import fastify from 'fastify';

import type { Logger } from './logger';
import { observeRequests } from './observe-requests';

it('logs no address that is a credential', async () => {
  const lines: string[] = [];
  const log = (entry: object) => lines.push(JSON.stringify(entry));
  const server = fastify();
  observeRequests(server, { info: log, error: log } as unknown as Logger);
  server.post('/in/:token', () => 'taken');
  const token = `dw_in_${'x'.repeat(49)}`;
  for (const url of [
    `/in/${token}`,
    `/in/${token}?a=1`,
    `/in/${token}/more`,
    `/in/dw%5Fin%5F${'x'.repeat(49)}`,
  ])
    await server.inject({ method: 'POST', url });
  await server.inject({ method: 'POST', url: '/v1/leads' });
  await server.close();
  expect(lines).toHaveLength(5);
  expect(lines.filter((line) => line.includes('xxx'))).toEqual([]);
  expect(lines[4]).toContain('/v1/leads');
});
