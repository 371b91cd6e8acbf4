import type { LoggerService } from '@nestjs/common';

import type { Logger } from './logger';

/** A line for every module and route at each start: worth reading only when something is missing. */
const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** Sends what the framework and our classes log through Nest's Logger into the log of the process. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(CHATTY.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the class as the last argument; an object before it carries the details. */
  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const texts = [message, ...rest].filter((part) => typeof part === 'string');
    const details = [message, ...rest].find((part) => typeof part === 'object' && part !== null);
    const [text = '', ...more] = texts;
    const context = more.at(-1);
    const stack = more.length > 1 ? more[0] : undefined;
    this.logger[level](
      {
        ...(details instanceof Error ? { err: details } : details),
        ...(context && { context }),
        ...(stack && { stack }),
      },
      text,
    );
  }
}
