import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

import { AddressGuard } from './address-guard';
import { exchange } from './exchange';

const GUARD = new AddressGuard({ allowLoopback: true, ownHosts: [] });

/** Makes connections that are broken before anybody hears that they are made. */
class BreakingAgent extends http.Agent {
  override createConnection(options: net.NetConnectOpts): net.Socket {
    const socket = net.connect(options);
    return socket.prependOnceListener('connect', () => socket.destroy());
  }
}

it('tells of a connection that broke at once that it broke, not that its address is blocked', async () => {
  const server = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { result } = await exchange({
    url: new URL(`http://127.0.0.1:${port}/hook`),
    method: 'POST',
    keptBytes: undefined,
    headers: {},
    body: Buffer.from('{}'),
    agent: new BreakingAgent(),
    guard: GUARD,
    connectTimeoutMs: 2000,
    signal: new AbortController().signal,
  });
  server.close();
  expect(result).toMatchObject({ code: 'connection_reset' });
});
