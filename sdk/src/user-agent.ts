import { VERSION } from './version.ts';

/** The User-Agent to send, or null in browsers: they send their own, and a custom one needs the server's leave (CORS). */
export function userAgent(program: string | undefined): string | null {
  if ('document' in globalThis || 'importScripts' in globalThis) return null;
  const own = `dealwright-js/${VERSION}`;
  return program ? `${program} ${own}` : own;
}
