import type { ApiDocument, Schema } from '../../support/api-contract';
import { idPrefixOf, itemsOf, propertiesOf } from '../../support/json-schema-walk';

export type Step = string | number;

/** Where in a value an id may stand, and of which kind. */
export interface IdPlace {
  readonly path: readonly Step[];
  readonly prefix: string;
}

/** Ways to say the same again, which would never end. */
const COMBINING = new Set(['and', 'or', 'not']);
/** Of the operators of a filter, one that finds, one that finds many, and one that finds the others. */
const LEFT_OUT = new Set(['eq', 'nin']);
const DEEPEST = 6;
/** A filter, a link, a field, or a field and an operator: the rest is read in the same way. */
const DEEPEST_IN_FILTERS = 3;

/** Every place, so deep at most, where a value of this schema may hold an id; a list is looked at in its first item. */
export function idPlaces(
  schema: Schema | undefined,
  document: ApiDocument,
  deepest = DEEPEST,
  path: readonly Step[] = [],
): IdPlace[] {
  if (path.length > (path[0] === 'filter' ? DEEPEST_IN_FILTERS : deepest)) return [];
  const { schemas } = document.components;
  const prefix = idPrefixOf(schema, schemas);
  const items = itemsOf(schema, schemas);
  const properties = Object.entries(propertiesOf(schema, schemas) ?? {}).filter(
    ([name]) => !COMBINING.has(name) && !LEFT_OUT.has(name),
  );
  return [
    ...(prefix === undefined ? [] : [{ path, prefix }]),
    ...(items ? idPlaces(items, document, deepest, [...path, 0]) : []),
    ...properties.flatMap(([name, inner]) => idPlaces(inner, document, deepest, [...path, name])),
  ];
}

/** The value with something else at a place; what lies on the way is made when it is not there. */
export function placed(value: unknown, [step, ...rest]: readonly Step[], inner: unknown): unknown {
  if (step === undefined) return inner;
  if (typeof step === 'number') return [placed(Array.isArray(value) ? value[0] : undefined, rest, inner)];
  const known = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { ...known, [step]: placed((known as Record<string, unknown>)[step], rest, inner) };
}

/** Whether a filter is asked with the id: it finds nothing, where everything else refuses an id that nothing has. */
export const isAsked = ({ path }: IdPlace): boolean => path.includes('filter');

/** Whether a body is a list of operations. */
export const isBatch = (schema: Schema | undefined, { components }: ApiDocument): boolean =>
  ['operations', 'conversions'].some((list) => list in (propertiesOf(schema, components.schemas) ?? {}));
