/** The parts of a person's name, as a record keeps them. */
export interface NameParts {
  readonly salutation: string | null;
  readonly first_name: string | null;
  readonly middle_name: string | null;
  readonly last_name: string | null;
}

/** How names are written unless a workspace says another way. */
export const DEFAULT_NAME_FORMAT = '{first_name} {middle_name} {last_name}';

/** What stands for each word in braces; empty where the person has no such part. */
const TOKENS: Readonly<Record<string, (name: NameParts) => string>> = {
  salutation: ({ salutation }) => (salutation === null ? '' : (SALUTATIONS[salutation] ?? salutation)),
  first_name: ({ first_name }) => first_name ?? '',
  middle_name: ({ middle_name }) => middle_name ?? '',
  last_name: ({ last_name }) => last_name ?? '',
  first_initial: ({ first_name }) => initial(first_name),
  middle_initial: ({ middle_name }) => initial(middle_name),
  last_initial: ({ last_name }) => initial(last_name),
};

/** The words that a format may have in braces. */
export const NAME_TOKENS: readonly string[] = Object.keys(TOKENS);

const SALUTATIONS: Readonly<Record<string, string>> = {
  mr: 'Mr.',
  ms: 'Ms.',
  mrs: 'Mrs.',
  mx: 'Mx.',
  dr: 'Dr.',
  prof: 'Prof.',
};

const TOKEN = /\{([a-z_]+)\}/g;
/** What may stand between the words: no letters, so that a format reads the same in every language. */
const BETWEEN = /^[ ,.\-–·'()/]*$/;

/** What is wrong with a format, in words that complete "contact_name_format …"; null when nothing is. */
export function nameFormatFault(format: string): string | null {
  const tokens = [...format.matchAll(TOKEN)].map(([, token = '']) => token);
  const unknown = tokens.find((token) => !Object.hasOwn(TOKENS, token));
  if (unknown !== undefined) return `has no part {${unknown}}: use {${NAME_TOKENS.join('}, {')}}`;
  if (new Set(tokens).size < tokens.length) return 'must name each part once';
  if (!BETWEEN.test(format.replace(TOKEN, '')))
    return 'may have spaces, commas, dots, dashes, quotes and parentheses between its parts in braces, and nothing else';
  const named = tokens.some((token) => token.startsWith('first_') || token.startsWith('last_'));
  return named ? null : 'must have the first or the last name in it';
}

/** A person's name as a format writes it; null when the person has none of its parts. */
export function displayName(format: string, name: NameParts): string | null {
  const written: string[] = [];
  const filled = format.replace(TOKEN, (_, token: string) => {
    const part = Object.hasOwn(TOKENS, token) ? TOKENS[token] : undefined;
    const text = part?.(name).replaceAll(GAP, '').trim() ?? '';
    if (text !== '' && token !== 'salutation') written.push(text);
    return text === '' ? GAP : text;
  });
  return written.length > 0 ? tidy(filled) : null;
}

/** Stands where a part is missing: a character of nobody's alphabet (private use). */
const GAP = '\uE000';

/** What stood around a missing part goes with it: empty parentheses, and signs that part nothing. */
function tidy(text: string): string {
  return text
    .replace(/\(\uE000*\)/g, GAP)
    .replace(/\uE000[ ,.\-–·'/]*/g, '')
    .replace(/[ ,\-–·/]+$/, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

const initial = (name: string | null): string => {
  const [first] = new Intl.Segmenter('en').segment(name?.trim() ?? '');
  return first ? `${first.segment.toUpperCase()}.` : '';
};
