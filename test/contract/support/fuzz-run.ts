import type { PlacedOperation } from '../../support/api-contract';
import type { TestApi } from '../../support/test-api';
import { type Exercised, type FuzzEffort, FuzzLane } from './fuzz-lane';

/** What a run has found. */
export interface FuzzReport {
  readonly failures: readonly string[];
  readonly exercised: readonly Exercised[];
}

/** Asks every operation of the document; those of one group in turn, the groups at the same time, each in its workspace. */
export async function fuzzAll(api: TestApi, effort: FuzzEffort): Promise<FuzzReport> {
  const groups = Map.groupBy(api.contract.operations, ({ path }) => groupOf(path));
  const waiting = [...groups.entries()];
  const reports: FuzzReport[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      reports.push(await fuzzGroup(api, next[0], next[1], effort));
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  return {
    failures: reports.flatMap(({ failures }) => failures),
    exercised: reports.flatMap(({ exercised }) => exercised),
  };
}

const LANES = 4;

/** What one group makes, another one may read only. */
const MADE_BY: Readonly<Record<string, string>> = { jobs: 'leads' };

const groupOf = (path: string): string => {
  const [, , name = ''] = path.split('/');
  return MADE_BY[name] ?? name;
};

async function fuzzGroup(
  api: TestApi,
  name: string,
  operations: readonly PlacedOperation[],
  effort: FuzzEffort,
): Promise<FuzzReport> {
  const lane = await FuzzLane.start(api, `fuzz-${name}`);
  const failures: string[] = [];
  const exercised: Exercised[] = [];
  try {
    for (const operation of operations.toSorted((a, b) => rank(a) - rank(b))) {
      try {
        exercised.push(await lane.exercise(operation, effort));
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  } finally {
    lane.stop();
  }
  return { failures, exercised };
}

/** Things are made before they are read, and deleted last. */
const RANKS: Readonly<Record<string, number>> = { post: 0, put: 1, get: 2, patch: 3, delete: 5 };
/** Whoever replaces all parts of a record leaves none of those that are known. */
const REPLACED_FIRST = -0.1;
const isWholeList = ({ method, path }: Pick<PlacedOperation, 'method' | 'path'>): boolean =>
  method === 'put' && path.endsWith('/line-items');

const rank = ({ method, path }: PlacedOperation): number => {
  // The parts of a record are found while it is there.
  const isPart = path.includes('/line-items/{id}');
  if (path.endsWith('/restore')) return isPart ? 7 : 6;
  // Nothing more can be done with an app that is gone.
  if (/(uninstall|redact)$/.test(path)) return 6.5;
  // A converted lead is not changed any more; converted together they leave none to convert alone.
  if (/convert$/.test(path)) return path.includes('{') ? 4.5 : 4.7;
  return (
    (isWholeList({ method, path }) ? REPLACED_FIRST : (RANKS[method] ?? 4)) +
    (path.includes('{') && !isPart ? 0.5 : 0)
  );
};

const CLIENT_FAULT = 400;

/** Operations that need more luck than a run has, and where they are asked for what they do. */
const REACHED_ELSEWHERE: ReadonlySet<string> = new Set([
  // The address is a secret, a payload belongs to one address, and both lead nowhere when guessed (test/incoming).
  ...['incoming_urls.receive', 'incoming_captures.retry', 'incoming_captures.delete'],
  // What was approved cannot be declined, only the app itself is ready, and only what is gone is redacted (test/apps).
  ...['installation_requests.decline', 'installations.ready', 'installations.redact'],
  // An endpoint has one replay at a time, and one of nothing is over before anybody can cancel it (test/webhooks).
  ...['webhook_endpoints.replay', 'webhook_replays.cancel'],
  // A merge wants two records of a kind, and an undo the last merge of its survivor (test/merges).
  ...['leads.merge', 'contacts.merge', 'companies.merge', 'deals.merge', 'merges.undo'],
  // A cluster comes of records that a worker takes for one (test/duplicates).
  ...['get', 'list_pairs', 'dismiss', 'reopen'].map((verb) => `duplicate_clusters.${verb}`),
]);

/** The operations that no valid request reached, or that no broken one failed: nothing is known of them. */
export const unexercised = ({ exercised }: FuzzReport): string[] =>
  exercised.flatMap(({ operationId, valid, broken }) => [
    ...([...valid.keys()].some((status) => status < 300) || REACHED_ELSEWHERE.has(operationId)
      ? []
      : [`${operationId}: no valid request succeeded: ${JSON.stringify([...valid])}`]),
    ...([...broken.keys()].some((status) => status >= CLIENT_FAULT)
      ? []
      : [`${operationId}: no broken request was refused: ${JSON.stringify([...broken])}`]),
  ]);

/** The seed that the environment gives, or else `usual`, or one by the clock; printed, so that a failure can be played again. */
export function chosenSeed(usual = Date.now() % 2 ** 31): number {
  const given = Number(process.env.FUZZ_SEED);
  const seed = Number.isInteger(given) && process.env.FUZZ_SEED ? given : usual;
  process.stdout.write(`Generated requests: FUZZ_SEED=${seed}\n`);
  return seed;
}
