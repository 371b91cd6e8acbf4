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

const MARKS: ReadonlySet<string> = new Set(UTM.map((mark) => `utm_${mark}`));

/** Answers are kept whole, the limit of the body is theirs; marks and addresses are cut. */
const MAX_MARK_LENGTH = 500;
const MAX_ADDRESS_LENGTH = 2000;

/** Reads the body of a form, and the marks of a campaign that stand in it or in the query string. */
export function readPosted(body: unknown, query: unknown): PostedForm {
  const given = textsOf(body);
  return {
    // Not set one by one: a name may be any word, `__proto__` among them.
    values: Object.fromEntries(given.filter(([name, answers]) => isAnswer(name, answers))),
    control: controlIn(body),
    utm: utmOf([...textsOf(query), ...given]),
  };
}

/** Whether it is kept as an answer: also a mark of a campaign when its column cannot hold all of it. */
function isAnswer(name: string, [first = '', ...more]: readonly string[]): boolean {
  if (first === '' || CONTROL.some((one) => one === name)) return false;
  return !MARKS.has(name) || more.length > 0 || first.length > MAX_MARK_LENGTH;
}

/** Plain texts alone: an object is no answer to a question of ours. */
function controlIn(body: unknown): PostedForm['control'] {
  const given = new Map(isObject(body) ? Object.entries(body) : []);
  return Object.fromEntries(
    CONTROL.filter((name) => given.has(name)).map((name) => {
      const [first] = said(given.get(name));
      return [name, typeof first === 'object' ? '' : textOf(first ?? '')];
    }),
  );
}

/** The address of a page as it can be kept. */
export const storedAddress = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : storable(text.slice(0, MAX_ADDRESS_LENGTH));

function utmOf(given: readonly (readonly [string, readonly string[]])[]): PostedForm['utm'] {
  const marks = new Map(given.map(([name, [text]]) => [name, text ?? '']));
  const utm = UTM.map((mark): [string, string | null] => {
    const text = (marks.get(`utm_${mark}`) ?? '').trim().slice(0, MAX_MARK_LENGTH);
    return [mark, text === '' ? null : storable(text)];
  });
  return utm.some(([, text]) => text !== null) ? Object.fromEntries(utm) : null;
}

function textsOf(given: unknown): [string, string[]][] {
  if (!isObject(given)) return [];
  const texts = new Map<string, string[]>();
  for (const [name, value] of Object.entries(given)) {
    const answers = said(value).map(textOf);
    texts.set(storable(name), [...(texts.get(storable(name)) ?? []), ...answers]);
  }
  return [...texts];
}

/** The answers that say something. */
const said = (value: unknown): unknown[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter((one) => !saysNothing(one));

/** `null`, `false`, blanks, and lists and objects of nothing else are what was left out. */
function saysNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(saysNothing);
  return typeof value === 'string' ? value.trim() === '' : !value && value !== 0;
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return storable(text).trim();
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** PostgreSQL can keep neither NUL nor half a character. */
const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();
