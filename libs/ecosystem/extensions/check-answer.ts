import { faultFinder } from '@ecosystem/apps';
import type { Fault } from '@platform/http';

const MOST_FAULTS = 50;

/** The members of a fault, in the words of an app. */
const FAULT_MEMBERS: readonly [string, object][] = [
  ['pointer', { type: 'string', maxLength: 500, pattern: '^(/.*)?$' }],
  ['code', { type: 'string', pattern: '^[a-z][a-z0-9_]{0,49}$' }],
  ['detail', { type: 'string', minLength: 1, maxLength: 1000 }],
];

const FAULT_SCHEMA = {
  type: 'object',
  properties: Object.fromEntries(FAULT_MEMBERS),
  required: FAULT_MEMBERS.map(([name]) => name),
};

const RESULT_SCHEMA = {
  type: 'object',
  properties: { errors: { type: 'array', maxItems: MOST_FAULTS, items: FAULT_SCHEMA } },
};

/** What an app answers that checks writes: one result for each draft, in their order; none stands for nothing to say. */
const ANSWER_SCHEMA = {
  type: 'object',
  properties: { results: { type: 'array', items: RESULT_SCHEMA } },
};

interface Answer {
  readonly results?: readonly { readonly errors?: readonly Fault[] }[];
}

const answerFaults = faultFinder(ANSWER_SCHEMA);

/** What speaks against each of so many drafts, told as the app's; null when an answer is none that can be understood. */
export function readAnswer(
  body: Buffer,
  { drafts, appName }: { readonly drafts: number; readonly appName: string },
): Fault[][] | null {
  const nothing = Array.from({ length: drafts }, (): Fault[] => []);
  if (body.length === 0) return nothing;
  const json = parsed(body.toString());
  if (json === undefined || answerFaults(json).length > 0) return null;
  const { results = [] } = json as Answer;
  if (results.length === 0) return nothing;
  if (results.length !== drafts) return null;
  return results.map(({ errors = [] }) =>
    errors.map((error) => ({ ...error, detail: `${error.detail} (${appName})` })),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
