import { objectText, quoted, type Schema } from './schema-text.ts';

/** What is read of a workspace's OpenAPI document. */
export interface WorkspaceDocument {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Whether what a server answered is such a document. */
export function isWorkspaceDocument(answer: unknown): answer is WorkspaceDocument {
  if (typeof answer !== 'object' || answer === null || !('components' in answer)) return false;
  const { components } = answer;
  return typeof components === 'object' && components !== null && 'schemas' in components;
}

/** The records that have custom fields, with the names that they have on the client. */
const RECORDS = { Lead: 'leads', Deal: 'deals', Contact: 'contacts', Company: 'companies' } as const;

/** The types of one workspace: its records with their custom fields, and the values that its fields may have. */
export function workspaceTypes({ components: { schemas } }: WorkspaceDocument): string {
  const parts = Object.keys(RECORDS).flatMap((name) => recordTypes(name, schemas));
  const onClient = Object.entries(RECORDS).map(
    ([name, plural]) => `  ${plural}: { record: ${name}; create: Create${name}; update: Update${name} };`,
  );
  return `// Made by \`dealwright types\` from the OpenAPI document of one workspace: make it anew when its fields or stages change.
import type { components } from 'dealwright' with { 'resolution-mode': 'import' };

type Own<Base, Fields> = Omit<Base, keyof Fields> & Fields;

${parts.join('\n\n')}

/** What the client makes of them: \`new Dealwright<Workspace>(…)\`. */
export interface Workspace {
${onClient.join('\n')}
}
`;
}

function recordTypes(name: string, schemas: Readonly<Record<string, Schema>>): string[] {
  const fields = schemas[name]?.properties?.custom_fields ?? { type: 'object', properties: {} };
  const input = schemas[`Create${name}`]?.properties?.custom_fields ?? fields;
  const choices = Object.entries(schemas[`Create${name}`]?.properties ?? {}).filter(([, schema]) =>
    isChoice(schema),
  );
  const own = choices.map(([field, schema]) => {
    const isNullable = takesNull(schemas[name]?.properties?.[field] ?? schema);
    return `    ${field}: ${choiceName(name, field)}${isNullable ? ' | null' : ''}`;
  });
  const given = choices.map(([field]) => `    ${field}?: ${choiceName(name, field)} | null`);
  return [
    ...choices.map(([field, schema]) => choiceType(choiceName(name, field), schema)),
    `/** The custom fields of the workspace in answers. */
export type ${name}CustomFields = ${objectText(fields)};`,
    `/** The same in requests: null empties one, and those that are left out stay. */
export type ${name}CustomFieldsInput = ${objectText(input)};`,
    ...['', 'Create', 'Update'].map((verb) => {
      const members = verb
        ? [`    custom_fields?: ${name}CustomFieldsInput | null`, ...given]
        : [`    custom_fields: ${name}CustomFields`, ...own];
      return `export type ${verb}${name} = Own<
  components['schemas']['${verb}${name}'],
  {
${members.map((member) => `${member};`).join('\n')}
  }
>;`;
    }),
  ];
}

/** A field of which the workspace decides what it may hold. */
const isChoice = (schema: Schema): boolean => schema['x-enum-labels'] !== undefined;

const takesNull = ({ type, anyOf = [] }: Schema): boolean =>
  [type].flat().includes('null') || anyOf.some(takesNull);

const choiceName = (record: string, field: string): string =>
  record +
  field
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function choiceType(name: string, { 'x-enum-labels': labels = {} }: Schema): string {
  const values = Object.entries(labels).map(
    ([value, label]) => `  | /** ${label.replaceAll('*/', '* /')} */ ${quoted(value)}`,
  );
  return `export type ${name} =\n${values.join('\n')};`;
}
