/**
 * Where a value stands in a payload: a JSON Pointer (RFC 6901), of which a step may also be `{path=value}`, which takes the
 * first item of a list that has this value at a path of names with dots. `/answers/{field.ref=email}/email`.
 */
export const POINTER = /^(\/([^~]|~[01])*)+$/;

const CHOICE = /^\{([^={}]+)=(.*)\}$/;

/** The value at a pointer; undefined when there is none. */
export function valueAt(payload: unknown, pointer: string): unknown {
  return stepsOf(pointer).reduce<unknown>(step, payload);
}

/** A copy with another value at a pointer; what has none there is answered as it is. */
export function withValueAt(payload: unknown, pointer: string, value: unknown): unknown {
  const [first, ...rest] = stepsOf(pointer);
  return first === undefined ? value : replaced(payload, [first, ...rest], value);
}

function replaced(part: unknown, [first = '', ...rest]: readonly string[], value: unknown): unknown {
  const place = placeOf(part, first);
  if (place === undefined || typeof part !== 'object' || part === null) return part;
  const inner: unknown = Reflect.get(part, place);
  const next = rest.length === 0 ? value : replaced(inner, rest, value);
  if (Array.isArray(part)) return part.map((item: unknown, at) => (String(at) === place ? next : item));
  return Object.fromEntries(Object.entries(part).map(([name, old]) => [name, name === place ? next : old]));
}

function step(part: unknown, name: string): unknown {
  const place = placeOf(part, name);
  return place === undefined ? undefined : (Reflect.get(part as object, place) as unknown);
}

/** The name or number that a step means in an object or list. */
function placeOf(part: unknown, name: string): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const [, path, wanted] = CHOICE.exec(name) ?? [];
  if (!Array.isArray(part) || path === undefined) return Object.hasOwn(part, name) ? name : undefined;
  const at = part.findIndex((item) => textOf(path.split('.').reduce<unknown>(step, item)) === wanted);
  return at < 0 ? undefined : String(at);
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** A slash inside the braces of a choice is a part of it. */
const stepsOf = (pointer: string): string[] =>
  [...pointer.matchAll(/\/((?:\{[^{}]*\})|[^/]*)/g)].map(([, name = '']) =>
    name.replaceAll('~1', '/').replaceAll('~0', '~'),
  );
