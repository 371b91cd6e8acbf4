import type { JsonSchema } from '@platform/http';

import { FAULTS } from './fault-catalog';
import { PROBLEMS } from './problem-catalog';

/**
 * Schemas with what is known of the codes in `Problem` and `Fault`: open lists (`x-extensible-enum`), because new codes are no
 * breaking change, and of each problem its status, its meaning and the members that it brings (`x-problem-codes`).
 */
export const describeCodes = (schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> => ({
  ...schemas,
  Problem: { ...withKnownCodes(schemas.Problem, PROBLEMS), 'x-problem-codes': problemCodes() },
  Fault: withKnownCodes(schemas.Fault, FAULTS),
});

function withKnownCodes(schema: JsonSchema = {}, entries: readonly { readonly code: string }[]): JsonSchema {
  const properties = schema.properties as Record<string, JsonSchema>;
  const code = { ...properties.code, 'x-extensible-enum': entries.map((entry) => entry.code).sort() };
  return { ...schema, properties: { ...properties, code } };
}

const problemCodes = (): Record<string, object> =>
  Object.fromEntries(
    PROBLEMS.map(({ code, status, meaning, members, optionalMembers }) => [
      code,
      {
        status,
        meaning,
        ...(members && { members }),
        ...(optionalMembers && { optional_members: optionalMembers }),
      },
    ]),
  );
