import { types } from 'pg';
import type { DataSourceOptions } from 'typeorm';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const DATE_OID = 1082;

/** A `date` stays the text `2026-11-21`: a Date object would move it by the server's time zone. */
const textParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === DATE_OID
      ? (value: string) => value
      : types.getTypeParser(oid, format === 'binary' ? 'text' : format),
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
