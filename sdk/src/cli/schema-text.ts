/** A JSON Schema as OpenAPI 3.1 has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly title?: string;
  readonly 'x-enum-labels'?: Readonly<Record<string, string>>;
}

/** A type of TypeScript that takes what a schema takes; what it cannot say is `unknown`. */
export function typeText(schema: Schema, indent = ''): string {
  const { $ref, anyOf, items, properties, type } = schema;
  if ($ref) return `components['schemas']['${$ref.split('/').at(-1) ?? ''}']`;
  if (schema.enum) return union(schema.enum.map((value) => literal(value)));
  if (anyOf) return union(anyOf.map((part) => typeText(part, indent)));
  if (Array.isArray(type)) return union(type.map((one) => typeText({ ...schema, type: one }, indent)));
  if (type === 'array') return `readonly (${items ? typeText(items, indent) : 'unknown'})[]`;
  if (type === 'object') return properties ? objectText(schema, indent) : 'Record<string, unknown>';
  return PLAIN[String(type)] ?? 'unknown';
}

const PLAIN: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ') || 'never';

const literal = (value: unknown): string =>
  typeof value === 'string' ? quoted(value) : value === null ? 'null' : String(value);

/** A text in single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** An object type, a property a line, each with its title and the names of its values above it. */
export function objectText({ properties = {}, required = [] }: Schema, indent = ''): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : '?';
    return `${comment(schema, inner)}${inner}${propertyName(name)}${optional}: ${typeText(schema, inner)};`;
  });
  return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('\n')}\n${indent}}`;
}

const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

function comment({ title, 'x-enum-labels': labels = {} }: Schema, indent: string): string {
  const names = Object.entries(labels).map(([value, label]) => `${value}: ${label}`);
  const text = [title, names.join(' · ')].filter(Boolean).join(' · ').replaceAll('*/', '* /');
  return text === '' ? '' : `${indent}/** ${text} */\n`;
}
