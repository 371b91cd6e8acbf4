/** Colours only where somebody looks, and who looks wants them (no-color.org). */
const isColourful = (): boolean => process.stdout.isTTY === true && !process.env.NO_COLOR;

const painted =
  (code: number) =>
  (text: string): string =>
    isColourful() ? `\u001b[${code}m${text}\u001b[0m` : text;

export const green = painted(32);
export const yellow = painted(33);
export const red = painted(31);
export const dim = painted(2);
export const bold = painted(1);

/** Prints a line for people, or what a program reads. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints what is wrong, beside the output; answers with the exit code. */
export function complain(line: string, code = 1): number {
  process.stderr.write(`${line}\n`);
  return code;
}

/** The status of an answer in the colour of its class. */
export function paintStatus(status: number): string {
  if (status >= 500) return red(String(status));
  return status >= 400 ? yellow(String(status)) : green(String(status));
}

/** A mistake at the command line: 2, beside the 1 of what went wrong later. */
export class UsageError extends Error {}

/** Ends with Ctrl-C, and when the one who reads along has closed. */
export function untilStopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  process.stdout.once('error', () => stop.abort());
  return stop.signal;
}
