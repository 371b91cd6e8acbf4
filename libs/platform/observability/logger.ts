import { StartupError } from '@platform/runtime';
import { type Logger, levels, pino } from 'pino';

export type { Logger } from 'pino';

/** Words under which a secret could reach a log line: their values never do. */
const SECRET_WORDS = ['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'client_secret'];

/** The log of a process: one JSON line per entry on standard output, without secrets. */
export function createLogger(level: string, name: string): Logger {
  const known = [...Object.keys(levels.values), 'silent'];
  if (!known.includes(level)) throw new StartupError(`LOG_LEVEL must be one of ${known.join(', ')}.`);
  return pino({
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_WORDS.flatMap((word) => [word, `*.${word}`]), censor: '[secret]' },
  });
}
