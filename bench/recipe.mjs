import { newUuid } from '../dist/libs/platform/ids/index.js';

/**
 * Makes the floor's work out of the API's: the statements of one captured request become a recipe that runs the same
 * statements for any other record. Two captures of the same operation tell what belongs to the one request (ids, times,
 * the number in the body) from what is always the same.
 */
export function recipeOf(first, second) {
  const names = ({ statements }) => statements.map(({ name, text }) => `${name} ${text}`).join('\n');
  if (names(first) !== names(second)) {
    throw new Error(
      `The same request ran different statements:\n${names(first)}\nand then\n${names(second)}`,
    );
  }
  const slots = new Map();
  const statements = first.statements.map(({ name, text, isCopy, values }, at) => ({
    name,
    text,
    isCopy,
    values: values.map((value, position) =>
      leaf(value, second.statements[at].values[position], slots, first),
    ),
  }));
  return { statements, slots: [...slots.values()], isTransaction: statements.length > 1 };
}

/** The values of one run: `record` is the id of the record that a request names, `serial` the request's number. */
export function fill({ statements, slots }, { record, serial }) {
  const now = new Date();
  const made = {
    record: () => record,
    uuid: newUuid,
    typeId,
    time: () => now.toISOString(),
    serial: ({ offset }) => String(serial + offset),
  };
  const tokens = slots.map((slot) => made[slot.kind](slot));
  return statements.map(({ values }) => values.map((value) => filled(value, tokens, now)));
}

const TOKEN =
  /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|(\b[a-z]{3,4}_[0-7][0-9a-hjkmnp-tv-z]{25}\b)|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)|([12]\d{7}(?!\d))/g;
const KINDS = ['uuid', 'typeId', 'time', 'serial'];

function leaf(a, b, slots, capture) {
  if (a instanceof Date) return { date: Math.round((a - capture.at) / 60_000) * 60_000 };
  if (Array.isArray(a)) return a.map((item, at) => leaf(item, b[at], slots, capture));
  if (typeof a !== 'string' || a === b) return a;
  if (a.includes('\t')) return cells(a, b, { slots, capture, between: /([\t\n])/ });
  const mine = [...a.matchAll(TOKEN)];
  const others = [...b.matchAll(TOKEN)];
  // What differs without a token, such as a sealed answer, is sent again as it was captured.
  if (mine.length !== others.length || a.replace(TOKEN, '?') !== b.replace(TOKEN, '?')) {
    return a.startsWith('[{') ? cells(a, b, { slots, capture, between: /([",])/ }) : a;
  }
  const parts = [];
  let from = 0;
  mine.forEach((match, at) => {
    if (match[0] === others[at][0]) return;
    parts.push(a.slice(from, match.index), slotOf(match, slots, capture));
    from = match.index + match[0].length;
  });
  return { parts: [...parts, a.slice(from)] };
}

/** The lines of a COPY or rows as JSON, cell by cell: a cell without a token, such as a key that is a hash, leaves the others as they are. */
function cells(a, b, { slots, capture, between }) {
  const [mine, others] = [a, b].map((text) => text.split(between));
  if (mine.length !== others.length) return a;
  const parts = [''];
  mine.forEach((cell, at) => {
    const made = leaf(cell, others[at], slots, capture);
    for (const part of typeof made === 'string' ? [made] : made.parts) {
      if (typeof part === 'number') parts.push(part, '');
      else parts[parts.length - 1] += part;
    }
  });
  return { parts };
}

/** The place of a token among the tokens of a run: the same text always stands in the same place. */
function slotOf(match, slots, { recordId, serial }) {
  const [text] = match;
  const known = slots.get(text);
  if (known) return known.at;
  const kind = text === recordId ? 'record' : KINDS[match.slice(1).findIndex((group) => group !== undefined)];
  const at = slots.size;
  slots.set(text, { at, kind, prefix: text.split('_', 1)[0], offset: Number(text) - serial });
  return at;
}

function filled(value, tokens, now) {
  if (Array.isArray(value)) return value.map((item) => filled(item, tokens, now));
  if (typeof value !== 'object' || value === null) return value;
  if ('date' in value) return new Date(now.getTime() + value.date);
  if (!('parts' in value)) return value;
  let text = '';
  for (const part of value.parts) text += typeof part === 'number' ? tokens[part] : part;
  return text;
}

let made = 0;

/** A text of the form of a TypeID; only its length and its being new matter here. */
function typeId({ prefix }) {
  made += 1;
  return `${prefix}_0${String(made).padStart(25, '0')}`;
}
