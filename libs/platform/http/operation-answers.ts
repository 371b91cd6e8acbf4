import { dtoSchemas, exampleOf, nameSchema, schemaName, schemaRef } from './fields/dto-schemas';
import type { Dto, JsonSchema } from './fields/field-spec';
import type { OperationSpec } from './operation.decorator';

/** The contracts inside an operation's answer: one, unless it lists records of several kinds or answers bytes. */
export function returned({ returns }: OperationSpec): readonly Dto[] {
  if ('bytes' in returns) return [];
  if ('pageOf' in returns) return [returns.pageOf];
  if ('listOf' in returns) return [returns.listOf];
  if (!('pageOfAny' in returns)) return [returns];
  return returns.pageOfAny;
}

/** Bytes that can be shown in JSON. */
export const BYTES_EXAMPLE = 'Delivery address: Rue du Moulin 4, Lyon\n';

/** What an operation answers, by media type. */
export function answerContent(
  spec: OperationSpec,
): Record<string, { schema: JsonSchema; example?: unknown }> {
  const [first, ...others] = returned(spec);
  if (!first) return { '*/*': { schema: { type: 'string', format: 'binary' }, example: BYTES_EXAMPLE } };
  const schema = answerSchema(spec, [first, ...others]);
  return { 'application/json': { schema, example: answerExample(spec, first) } };
}

/** An answer of chosen fields has the id and some of the others. */
function partSchema(dto: Dto): JsonSchema {
  const name = schemaName(dto);
  return nameSchema(`${name}Part`, () => ({ ...dtoSchemas([dto])[name], required: ['id'] }));
}

function answerSchema({ returns, picks }: OperationSpec, dtos: readonly [Dto, ...Dto[]]): JsonSchema {
  const all = [...dtos.map(schemaRef), ...(picks ? dtos.map(partSchema) : [])];
  const one = all.length > 1 ? { anyOf: all } : schemaRef(dtos[0]);
  const items = { type: 'array', items: one };
  if ('listOf' in returns) return { type: 'object', required: ['data'], properties: { data: items } };
  if (!isPage(returns)) return one;
  return {
    type: 'object',
    required: ['data', 'has_more', 'next_cursor'],
    properties: {
      data: items,
      has_more: { type: 'boolean', description: 'Whether there is a next page.' },
      next_cursor: { type: ['string', 'null'], description: 'Pass it as `cursor` to get the next page.' },
      ...(picks && {
        total: { type: 'integer', minimum: 0, description: 'How many there are in all, when `count` asks.' },
      }),
    },
  };
}

const isPage = (returns: OperationSpec['returns']): boolean => 'pageOf' in returns || 'pageOfAny' in returns;

function answerExample({ returns }: OperationSpec, dto: Dto): unknown {
  const one = exampleOf(dto);
  if ('listOf' in returns) return { data: [one] };
  return isPage(returns) ? { data: [one], has_more: false, next_cursor: null } : one;
}
