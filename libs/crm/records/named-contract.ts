import { type Dto, schemaName } from '@platform/http';

/** A contract made of field decorators, under a name of its own in the API document; it has the fields of `base`, too. */
export function namedContract(
  name: string,
  fields: Readonly<Record<string, PropertyDecorator>>,
  base: Dto = class {},
): Dto {
  const Contract = class extends base {};
  for (const [field, decorate] of Object.entries(fields)) decorate(Contract.prototype, field);
  Object.defineProperty(Contract, 'name', { value: `${name}Dto` });
  return Contract;
}

/** The public name of a type's records, with words in front and behind: `LeadBatch`. */
export const contractName = (view: Dto, behind: string, before = ''): string =>
  `${before}${schemaName(view)}${behind}`;
