import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@platform/config';
import { StartupError } from '@platform/runtime';

/** Opens the port; one clear sentence when that cannot be done. */
export async function listen(app: NestFastifyApplication, { host, port }: Settings): Promise<void> {
  try {
    // Not Nest's own listen: it also logs the error that is told below.
    await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    throw new StartupError(reason(error, host, port), { cause: error });
  }
}

function reason(error: unknown, host: string, port: number): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken: stop what listens there, or choose another one with PORT.`;
  }
  if (code === 'EACCES') return `This user may not open port ${port}: choose one above 1023 with PORT.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `This machine has no address "${host}": set HOST to one of its own.`;
  }
  return `The server cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`;
}
