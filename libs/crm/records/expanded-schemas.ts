import { addOptional, fieldsOf, type JsonSchema, schemaRef } from '@platform/http';

import { linksOf } from './links';
import { type RecordType, recordTypeOf } from './record-type';

/** Tells in the document where `expand` puts linked records: optional properties, marked `x-expandable`. */
export function describeExpanded(type: RecordType): void {
  addOptional(type.view, () =>
    Object.fromEntries(
      linksOf(type)
        .filter(({ listed }) => !listed)
        .map(({ name, kind, field }) => [name, expanded(schemaOf(kind), field)]),
    ),
  );
  for (const { listed, field } of linksOf(type)) {
    const entry = fieldsOf(type.view).find(({ name }) => name === field)?.nested;
    if (!listed || !entry) continue;
    addOptional(entry, () => ({ [listed.as]: expanded(schemaOf(listed.kind), listed.beside) }));
  }
}

const schemaOf = (kind: Parameters<typeof recordTypeOf>[0]): JsonSchema => {
  const type = recordTypeOf(kind);
  return type ? schemaRef(type.view) : { $ref: '#/components/schemas/Member' };
};

const expanded = (schema: JsonSchema, beside: string): JsonSchema => ({
  anyOf: [schema, { type: 'null' }],
  'x-expandable': true,
  description: `Beside \`${beside}\` when \`expand\` asks for it.`,
});
