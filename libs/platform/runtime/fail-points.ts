import { StartupError } from './startup-error';

/** Moments at which a test may have a process die: between each two steps that must not come apart. */
export const FAIL_POINTS = [
  /** A write of a caller: all is in its transaction. */
  'write_before_commit',
  /** It is committed, the caller has no answer. */
  'write_after_commit',
  /** Pointers are out of the outbox and events in the log. */
  'sequencer_before_commit',
  /** The log has them, nobody was told. */
  'sequencer_after_feed',
  /** Deliveries are made and lanes woken. */
  'fan_out_before_commit',
  'fan_out_after_commit',
  /** Lanes are ours, nothing was read of them. */
  'lanes_after_claim',
  /** A delivery counts as begun, its request is not out. */
  'before_send',
  /** A receiver took it, nobody else knows. */
  'after_2xx',
  'results_before_store',
  'results_before_commit',
  /** What became of deliveries is stored, the worker does not know. */
  'results_after_commit',
] as const;

/** The name of such a moment. */
export type FailPoint = (typeof FAIL_POINTS)[number];

const ACTIONS = ['kill', 'throw', 'hang'] as const;
type Action = (typeof ACTIONS)[number];

/** What is to happen at a point, and at which time that it is reached. */
interface Armed {
  readonly action: Action;
  left: number;
}

/** Thrown where a test asked for it. */
export class FailPointError extends Error {
  override readonly name = 'FailPointError';
}

const FORM = /^(\w+?)(?::([1-9]\d*))?(?::([a-z]+))?$/;

const armed = new Map<FailPoint, Armed>();
const hanging = new Set<() => void>();

/** Points that were armed. */
export interface ArmedPoints {
  /** Those that were not reached yet. */
  left(): FailPoint[];
  /** Forgets all, and lets go on what hangs. */
  disarm(): void;
}

/** Does nothing in production, and in a test what was asked for this moment: ends the process, throws, or does not go on. */
export function failPoint(name: FailPoint): Promise<void> | undefined {
  return armed.size === 0 ? undefined : reach(name);
}

/**
 * Arms points as `name[:n][:action]`, separated by commas: at the nth time (the first) that one is reached it does its
 * action (`kill`), once.
 */
export function armFailPoints(text: string): ArmedPoints {
  for (const part of text.split(',')) {
    const [, name = '', count = '1', action = 'kill'] = FORM.exec(part.trim()) ?? [];
    if (!isOneOf(FAIL_POINTS, name) || !isOneOf(ACTIONS, action)) {
      throw new StartupError(`FAIL_AT is name[:n][:action] with a name of ours, not "${part}".`);
    }
    armed.set(name, { action, left: Number(count) });
  }
  return {
    left: () => [...armed.keys()],
    disarm: () => {
      armed.clear();
      for (const goOn of hanging) goOn();
      hanging.clear();
    },
  };
}

/** Arms what `FAIL_AT` says; refuses it in production, and where nobody has said that this process is there to fail. */
export function armFromEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  const { FAIL_AT, NODE_ENV, DEALWRIGHT_MAY_FAIL } = env;
  if (FAIL_AT === undefined || FAIL_AT === '') return;
  if (NODE_ENV === 'production' || DEALWRIGHT_MAY_FAIL !== 'true') {
    throw new StartupError(
      'FAIL_AT breaks this process on purpose: remove it, it is for tests (which set DEALWRIGHT_MAY_FAIL, never in production).',
    );
  }
  armFailPoints(FAIL_AT);
}

function reach(name: FailPoint): Promise<void> | undefined {
  const point = armed.get(name);
  if (!point) return undefined;
  point.left -= 1;
  if (point.left > 0) return undefined;
  armed.delete(name);
  if (point.action === 'throw') throw new FailPointError(`Failed at ${name} on purpose.`);
  if (point.action === 'kill') process.kill(process.pid, 'SIGKILL');
  return new Promise((resolve) => hanging.add(resolve));
}

const isOneOf = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  words.some((one) => one === word);
