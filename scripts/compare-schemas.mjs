// Says what the change from one JSON Schema to another means for clients. In a request, what was allowed must stay allowed;
// in an answer, what was promised must stay promised. New values of an enum in answers are additive: clients are told to
// expect them; a value that goes is breaking, because somebody waits for it.

/** Tells every difference between two schemas to `tell(isBreaking, where, what)`; `side` is `request` or `answer`. */
export function compareSchemas(documents, { before, after, side, tell }) {
  const seen = new Set();
  const compare = (old, now, where) => {
    const key = `${old?.$ref} ${now?.$ref}`;
    // The same pair was told of where it was met first; a schema may hold itself.
    if (old?.$ref && now?.$ref) {
      if (seen.has(key)) return;
      seen.add(key);
    }
    const [a, b] = [resolved(documents.before, old), resolved(documents.after, now)];
    const context = { a, b, where, side, compare, tell: (isBreaking, what) => tell(isBreaking, where, what) };
    for (const rule of RULES) rule(context);
  };
  compare(before, after, '');
}

function resolved(document, schema = {}) {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  if (!schema.$ref) return schema;
  const target = schema.$ref
    .slice(2)
    .split('/')
    .reduce((part, step) => part?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  if (!target) throw new Error(`${schema.$ref} leads nowhere.`);
  return resolved(document, target);
}

const ANY_TYPE = ['array', 'boolean', 'null', 'number', 'object', 'string'];

const typesOf = ({ type, enum: choices, const: only }) => {
  if (type) return [type].flat();
  const values = choices ?? (only === undefined ? null : [only]);
  return values ? [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))] : ANY_TYPE;
};

const includesType = (types, type) =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

function types({ a, b, side, tell }) {
  if (a.anyOf || b.anyOf || a.oneOf || b.oneOf) return;
  const [old, now] = [typesOf(a), typesOf(b)];
  for (const type of old)
    if (!includesType(now, type)) tell(side === 'request', `is no longer of type ${type}`);
  for (const type of now) if (!includesType(old, type)) tell(side === 'answer', `may now be of type ${type}`);
}

const choicesOf = ({ enum: choices, const: only }) => choices ?? (only === undefined ? null : [only]);

function choices({ a, b, side, tell }) {
  const [old, now] = [choicesOf(a), choicesOf(b)];
  if (!old && !now) return;
  if (!old) return tell(side === 'request', `takes only ${JSON.stringify(now)} now`);
  if (!now) return tell(side === 'answer', 'is no longer one of a list of values');
  // Null is a type, and told of as one.
  const given = (values) => values.filter((value) => value !== null).map((value) => JSON.stringify(value));
  for (const value of given(old))
    if (!given(now).includes(value)) tell(true, `has no value ${value} any more`);
  for (const value of given(now)) if (!given(old).includes(value)) tell(false, `has the new value ${value}`);
}

/** Words that are known of an open list: somebody waits for each of them, and expects others. */
function knownWords({ a, b, tell }) {
  const [old, now] = [a, b].map((schema) => schema['x-extensible-enum'] ?? []);
  for (const word of old) if (!now.includes(word)) tell(true, `no longer knows ${JSON.stringify(word)}`);
  for (const word of now) if (!old.includes(word)) tell(false, `also knows ${JSON.stringify(word)}`);
}

/** Limits: the sign says in which direction they widen. */
const LIMITS = [
  ['maximum', 1],
  ['exclusiveMaximum', 1],
  ['maxLength', 1],
  ['maxItems', 1],
  ['maxProperties', 1],
  ['minimum', -1],
  ['exclusiveMinimum', -1],
  ['minLength', -1],
  ['minItems', -1],
  ['minProperties', -1],
];

/** A wider limit of an answer is told, but breaks nobody: it says how long a value may be, not what it means. */
function limits({ a, b, side, tell }) {
  for (const [name, sign] of LIMITS) {
    if (a[name] === b[name]) continue;
    const widest = sign * Number.POSITIVE_INFINITY;
    const isNarrower = sign * (b[name] ?? widest) < sign * (a[name] ?? widest);
    tell(
      isNarrower && side === 'request',
      `${name} was ${a[name] ?? 'not set'} and is ${b[name] ?? 'not set'}`,
    );
  }
  if (!a.uniqueItems && b.uniqueItems) tell(side === 'request', 'takes each item only once now');
}

/** How a text is written. A reader relies on it as much as a writer. */
function form({ a, b, side, tell }) {
  for (const name of ['pattern', 'format']) {
    if (a[name] === b[name]) continue;
    const isLooser = side === 'request' && b[name] === undefined;
    const isTighter = side === 'answer' && a[name] === undefined;
    tell(!isLooser && !isTighter, `${name} was ${a[name] ?? 'not set'} and is ${b[name] ?? 'not set'}`);
  }
}

function properties({ a, b, where, side, compare, tell }) {
  const [old, now] = [a.properties ?? {}, b.properties ?? {}];
  for (const [name, schema] of Object.entries(old)) {
    if (Object.hasOwn(now, name)) compare(schema, now[name], `${where}/${name}`);
    else tell(true, `has no field ${name} any more`);
  }
  for (const name of Object.keys(now)) {
    if (!Object.hasOwn(old, name))
      tell(side === 'request' && isRequired(b, name), `has the new field ${name}`);
  }
  for (const name of Object.keys(now).filter((field) => Object.hasOwn(old, field))) {
    if (isRequired(a, name) === isRequired(b, name)) continue;
    const isNeeded = isRequired(b, name);
    tell(
      isNeeded === (side === 'request'),
      `${name} ${isNeeded ? 'is now always there' : 'may now be missing'}`,
    );
  }
}

const isRequired = ({ required = [] }, name) => required.includes(name);

function furtherFields({ a, b, where, side, compare, tell }) {
  const [old, now] = [a.additionalProperties ?? true, b.additionalProperties ?? true];
  if (typeof old === 'object' && typeof now === 'object') return compare(old, now, `${where}/*`);
  if (old !== false && now === false) tell(side === 'request', 'takes no further fields any more');
  else if (old === false && now !== false) tell(false, 'may have further fields now');
  else if (old === true && typeof now === 'object') tell(side === 'request', 'limits its further fields now');
}

function items({ a, b, where, compare }) {
  if (a.items || b.items) compare(a.items ?? {}, b.items ?? {}, `${where}/[]`);
}

const branchesOf = (schema) => schema.anyOf ?? schema.oneOf ?? null;

/** What tells a branch from its siblings. */
const branchKey = (branch) =>
  branch.$ref ?? JSON.stringify([branch.type, branch.properties && Object.keys(branch.properties)[0]]);

function branches({ a, b, where, side, compare, tell }) {
  if (!branchesOf(a) && !branchesOf(b)) return;
  const keyed = (schema) =>
    new Map((branchesOf(schema) ?? [schema]).map((branch) => [branchKey(branch), branch]));
  const [old, now] = [keyed(a), keyed(b)];
  for (const [key, branch] of old) {
    if (now.has(key)) compare(branch, now.get(key), where);
    else tell(side === 'request', `is no longer ${key}`);
  }
  for (const key of now.keys()) if (!old.has(key)) tell(side === 'answer', `may now be ${key}`);
}

const RULES = [types, choices, knownWords, limits, form, properties, furtherFields, items, branches];
