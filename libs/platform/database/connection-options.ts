import { types } from 'pg';
import type { DataSourceOptions } from 'typeorm';

import { timeOf } from './time-of';
import { WatchedClient } from './watched-client';

type TypeId = Parameters<typeof types.getTypeParser>[0];
type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** A `date` stays the text `2026-11-21`: a Date object would move it by the server's time zone. */
const parsers = new Map<TypeId, (value: string) => unknown>([
  [types.builtins.DATE, (value) => value],
  [types.builtins.TIMESTAMPTZ, timeOf],
]);

/** How the values of rows are read, on every connection. */
export const textParsers = {
  getTypeParser: (oid: TypeId, format?: 'text' | 'binary'): unknown =>
    (format !== 'binary' && parsers.get(oid)) ||
    types.getTypeParser(oid, format === 'binary' ? 'text' : format),
};

/** How a pool connects: with `max` connections, each given up when a statement has no answer for `silentMs`. */
interface PoolSize {
  readonly max: number;
  readonly silentMs: number;
}

/** How every process connects. */
export const connectionOptions = (url: string, { max, silentMs }: PoolSize): PostgresOptions => ({
  type: 'postgres',
  url,
  synchronize: false,
  installExtensions: false,
  extra: {
    max,
    silentMs,
    Client: WatchedClient,
    types: textParsers,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  },
});
