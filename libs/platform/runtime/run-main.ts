import { armFromEnvironment } from './fail-points';
import { StartupError } from './startup-error';

/** Runs a program's entry function; a StartupError ends it with its one sentence, any other error with its stack, both with exit code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    armFromEnvironment(process.env);
    await main();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof StartupError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
