import {
  type AddressInfo,
  connect,
  createServer,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

/** Stands between a process and a server, and plays the network: pauses, delays, tears. */
export class TcpProxy {
  /** How long each piece is on its way. */
  delayMs = 0;
  private isFrozen = false;
  private readonly pairs = new Set<readonly [Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    private readonly target: NetConnectOpts,
  ) {}

  static async start(target: NetConnectOpts): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, target);
    server.on('connection', (near) => proxy.join(near));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From here on nothing goes through in either direction, and nobody is told: half-open connections. New ones get no answer. */
  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets()) socket.pause();
  }

  /** What was held back goes on. */
  thaw(): void {
    this.isFrozen = false;
    for (const socket of this.sockets()) socket.resume();
  }

  /** Tears every connection, as a firewall does that has forgotten them. */
  reset(): void {
    for (const socket of this.sockets()) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets()) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private sockets(): Socket[] {
    return [...this.pairs].flat();
  }

  private join(near: Socket): void {
    const far = connect(this.target);
    const pair = [near, far] as const;
    this.pairs.add(pair);
    this.forward(near, far);
    this.forward(far, near);
    if (this.isFrozen) for (const socket of pair) socket.pause();
  }

  private forward(from: Socket, to: Socket): void {
    from.on('data', (piece) => {
      if (this.delayMs === 0) to.write(piece);
      else setTimeout(() => to.write(piece), this.delayMs);
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      to.destroy();
      for (const pair of this.pairs) if (pair.includes(from)) this.pairs.delete(pair);
    });
  }
}

/** Where the server of a URL listens: a folder of Unix sockets, or a host. */
export function placeOf(databaseUrl: string): NetConnectOpts {
  const { host, port } = hostOf(databaseUrl);
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
}

/** The host (a folder when it begins with `/`) and port of a URL of PostgreSQL. */
export function hostOf(databaseUrl: string): { host: string; port: number } {
  const { hostname, port } = new URL(databaseUrl);
  return { host: decodeURIComponent(hostname), port: Number(port || 5432) };
}

/** The same database at another address. */
export function movedTo(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return url.href;
}
