import { Client, type ClientConfig } from 'pg';

/** The database has said nothing for so long that the connection to it must be dead. */
export class SilentDatabase extends Error {
  constructor(silentMs: number) {
    super(`The database did not answer for ${silentMs} ms: its connection is given up.`);
  }
}

interface Watched extends ClientConfig {
  /** How long a statement may stay without its end. */
  readonly silentMs?: number;
}

/**
 * A connection that ends itself when a statement is not answered in time. A network that loses packets, or a firewall that has
 * forgotten a connection, tells nobody: whoever waits would wait for the quarter of an hour in which the kernel gives up.
 */
export class WatchedClient extends Client {
  private readonly silentMs: number;
  private timer: NodeJS.Timeout | null = null;

  constructor(config: Watched = {}) {
    super(config);
    this.silentMs = config.silentMs ?? 0;
    const rest = (): void => {
      if (this.timer) clearTimeout(this.timer);
      this.timer = null;
    };
    this.on('drain', rest);
    this.on('end', rest);
    if (this.silentMs > 0) this.query = this.watched(this.query.bind(this));
  }

  /** The many forms of `query` all begin here and end with the event `drain`. */
  private watched<Query extends (...given: never[]) => unknown>(query: Query): Query {
    return ((...given) => {
      if (this.timer) this.timer.refresh();
      else this.timer = setTimeout(() => this.giveUp(), this.silentMs).unref();
      return query(...given);
    }) as Query;
  }

  private giveUp(): void {
    const { stream } = (this as unknown as { connection: { stream: { destroy(reason: Error): void } } })
      .connection;
    stream.destroy(new SilentDatabase(this.silentMs));
  }
}
