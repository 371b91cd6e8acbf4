import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 5;
const PATIENCE_MS = 60_000;
const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));

/** A port that nothing listens on just now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts a script on this Node with the flags that npm gives it, and those of NODE_FLAGS; without this process's own settings.
 * What it writes is thrown away, but its errors are kept.
 */
export function start(script, env) {
  const own = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env };
  const flags = [...flagsOf(script), ...(env.NODE_FLAGS?.split(' ') ?? [])];
  const child = spawn(process.execPath, [...flags, script], {
    env: own,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-4000);
  });
  child.errors = () => errors;
  return child;
}

/** Runs a script to its end; an error when it fails. */
export async function runToEnd(script, env) {
  const child = start(script, env);
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`${script} ended with ${status}:\n${child.errors()}`);
}

/** Waits until a server answers 200 on /health/ready. */
export async function ready(child, port) {
  const until = performance.now() + PATIENCE_MS;
  while ((await statusOf(port)) !== 200) {
    if (child.exitCode !== null) throw new Error(`The server ended before it was ready:\n${child.errors()}`);
    if (performance.now() > until) throw new Error('The server did not get ready.');
    await sleep(POLL_MS);
  }
}

/** Ends a process that was started here, and waits for its end. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const statusOf = (port) =>
  new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/health/ready', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', () => resolve(0));
  });

/** The flags of Node with which package.json starts a script. */
function flagsOf(script) {
  const command = Object.values(scripts).find((one) => one.startsWith('node ') && one.endsWith(` ${script}`));
  return command?.split(' ').slice(1, -1) ?? [];
}
