import type { CustomField } from '@crm/records';

/** What a value could be in another type, best first; the type decides whether it is one. */
export function candidates(value: unknown, to: Pick<CustomField, 'type' | 'options'>): unknown[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  switch (to.type) {
    case 'select':
      return [value, ...optionsNamed(text, to)];
    case 'integer':
      return [value, /^\s*-?\d{1,15}(\.0+)?\s*$/.test(text) ? Number(text) : text];
    case 'number':
      return [value, text.trim()];
    case 'boolean':
      return [value, BOOLEANS.get(text.trim().toLowerCase())];
    case 'date':
      return [value, text.trim().replace(MIDNIGHT, '')];
    case 'datetime':
      return [value, `${text}T00:00:00Z`];
    default:
      return [value, text];
  }
}

/** The day is all that such a time says. */
const MIDNIGHT = /T00:00(:00(\.0+)?)?Z$/;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/** People type what they see: the label of an option, in any case. */
const optionsNamed = (text: string, { options }: Pick<CustomField, 'options'>): string[] =>
  options
    .filter(({ id, label }) => [id, label].some((name) => name.toLowerCase() === text.trim().toLowerCase()))
    .map(({ id }) => id);
