/** Everything that came with a form, by name, as texts that can be stored. */
export interface PostedForm {
  readonly values: Readonly<Record<string, string[]>>;
  readonly control: Readonly<Partial<Record<ControlName, string>>>;
  readonly utm: Readonly<Record<string, string | null>> | null;
}

/** What a form sends beside the answers: none of these is the name of a field. */
const CONTROL = ['_start', '_page', '_referrer', '_consent', '_fax'] as const;
type ControlName = (typeof CONTROL)[number];

/** A field that people do not see; programs that fill in everything fill in this one, too. */
export const TRAP: ControlName = '_fax';

export const UTM = ['source', 'medium', 'campaign', 'content', 'term'] as const;

/** No form of ours has more; what is behind them is cut off, not refused. */
const MAX_NAMES = 100;
const MAX_ANSWERS = 20;
const MAX_NAME_LENGTH = 100;
const MAX_ANSWER_LENGTH = 20_000;
const MAX_MARK_LENGTH = 500;
const MAX_ADDRESS_LENGTH = 2000;

/** Reads the body of a form, and the marks of a campaign that stand in it or in the query string. */
export function readPosted(body: unknown, query: unknown): PostedForm {
  const given = textsOf(body);
  const asked = textsOf(query);
  const control: Partial<Record<ControlName, string>> = {};
  const values: Record<string, string[]> = {};
  for (const [name, answers] of given) {
    const known = CONTROL.find((one) => one === name);
    if (known) control[known] = answers[0] ?? '';
    else if (!name.startsWith('utm_') && answers.length > 0) values[name] = answers;
  }
  return { values, control, utm: utmOf([...asked, ...given]) };
}

/** The address of a page as it can be kept. */
export const storedAddress = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : storable(text).slice(0, MAX_ADDRESS_LENGTH);

function utmOf(given: readonly (readonly [string, readonly string[]])[]): PostedForm['utm'] {
  const marks = new Map(given.map(([name, [text]]) => [name, text ?? '']));
  const utm = UTM.map((mark): [string, string | null] => {
    const text = (marks.get(`utm_${mark}`) ?? '').trim().slice(0, MAX_MARK_LENGTH);
    return [mark, text === '' ? null : storable(text)];
  });
  return utm.some(([, text]) => text !== null) ? Object.fromEntries(utm) : null;
}

function textsOf(given: unknown): [string, string[]][] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  return Object.entries(given)
    .slice(0, MAX_NAMES)
    .map(([name, value]: [string, unknown]) => [storable(name).slice(0, MAX_NAME_LENGTH), answersIn(value)]);
}

const answersIn = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value])
    .slice(0, MAX_ANSWERS)
    .map(textOf)
    .filter((text) => text !== '');

function textOf(value: unknown): string {
  const text =
    typeof value === 'string' ? value : isPlain(value) ? String(value) : JSON.stringify(value ?? '');
  return storable(text).trim().slice(0, MAX_ANSWER_LENGTH);
}

const isPlain = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean';

/** PostgreSQL can keep neither NUL nor half a character. */
const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();
