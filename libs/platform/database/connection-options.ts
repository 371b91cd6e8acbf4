import { types } from 'pg';
import type { DataSourceOptions } from 'typeorm';

import { timeOf } from './time-of';

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

/** How every process connects; `max` is the size of its pool. */
export const connectionOptions = (url: string, max: number): PostgresOptions => ({
  type: 'postgres',
  url,
  synchronize: false,
  installExtensions: false,
  extra: {
    max,
    types: textParsers,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  },
});
