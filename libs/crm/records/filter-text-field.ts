import { conditionSchemas, type FilterSchema, filterJsonSchema } from '@platform/filters';
import { type JsonSchema, JsonTextField, nameSchema } from '@platform/http';

const MAX_FILTER_TEXT = 10_000;

/** The filter of a list in its query string. */
export const FilterTextField = (schema: JsonSchema, example: object) =>
  JsonTextField(schema, {
    optional: true,
    max: MAX_FILTER_TEXT,
    example,
    description: `Conditions as JSON text, percent-encoded, at most ${MAX_FILTER_TEXT} characters; see the guide to filters.`,
  });

/** Names the filter of a list that is no list of records in the document, and answers with a reference to it. */
export function nameFilter(name: string, schema: FilterSchema): JsonSchema {
  nameConditions();
  return nameSchema(name, () => filterJsonSchema(name, schema, () => ''));
}

/** Names what all filters are made of. */
export function nameConditions(): void {
  for (const [condition, schema] of Object.entries(conditionSchemas())) nameSchema(condition, () => schema);
}
