import type { FilterField } from '@platform/filters';
import { FILTER_LIMITS, filterJsonSchema } from '@platform/filters';
import {
  ChoiceField,
  ChoicesField,
  type Dto,
  fieldNames,
  JsonField,
  type JsonSchema,
  nameSchema,
  PageQueryDto,
  schemaName,
  TextField,
} from '@platform/http';

import { CUSTOM } from './custom-fields/custom-field';
import { orCustomPaths, PATH_PATTERN, SORT_PATTERN } from './custom-fields/custom-paths';
import { isCustomizable } from './custom-fields/own-type';
import { filterSchemaOf } from './filter-schema-of';
import { FilterTextField, nameConditions } from './filter-text-field';
import { linksOf, reverseLinksOf } from './links';
import { memberFilterSchema } from './members';
import { type RecordType, recordTypeOf } from './record-type';
import { defaultSort, MAX_SORTS, sortChoices } from './sort';

/** What reading one record takes. */
export class GetQueryDto {
  fields?: string[];
  expand?: string[];
  deleted?: string;
}

/** What lists of records and searches take. */
export class ListInputDto extends PageQueryDto {
  sort?: string[];
  fields?: string[];
  expand?: string[];
  count?: 'exact' | 'estimate';
  deleted?: 'only' | 'include';
}

/** Conditions in a query string. */
export interface FilterQuery {
  readonly filter?: string;
}

/** What a list takes in its query string; any field of one word may also be named with the value that it must have. */
export class ListQueryDto extends ListInputDto {
  filter?: string;
}

/** What a search takes in its body. */
export class SearchDto extends ListInputDto {
  filter?: unknown;
  search?: string;
}

type Contract<T> = (new () => T) & Dto;

/** The contract of reading one record of a type. */
export function getQueryOf(type: RecordType): Contract<GetQueryDto> {
  class TypeGetQueryDto extends GetQueryDto {}
  const { prototype } = TypeGetQueryDto;
  declareChoices(type, prototype);
  ChoiceField(['include'], {
    optional: true,
    description: 'Answer also when the record is deleted; without it that is a 404.',
  })(prototype, 'deleted');
  return TypeGetQueryDto;
}

/** The contract of a type's lists. */
export function listQueryOf(type: RecordType): Contract<ListQueryDto> {
  class TypeListQueryDto extends ListQueryDto {}
  const { prototype } = TypeListQueryDto;
  declareFilter(type, prototype);
  declareList(type, prototype);
  declareEqualities(type, prototype);
  return TypeListQueryDto;
}

/** The contract of a filter alone. */
export function filterQueryOf(type: RecordType): Contract<FilterQuery> {
  class TypeFilterQueryDto {}
  const { prototype } = TypeFilterQueryDto;
  declareFilter(type, prototype);
  declareEqualities(type, prototype);
  return TypeFilterQueryDto;
}

function declareFilter(type: RecordType, prototype: object): void {
  FilterTextField(filterRef(type), FILTER_EXAMPLE)(prototype, 'filter');
}

function declareEqualities(type: RecordType, prototype: object): void {
  for (const field of equalities(type)) {
    TextField({ optional: true, description: `Short for a filter: ${field} must be this.` })(
      prototype,
      field,
    );
  }
}

/** The contract of a type's searches. */
export function searchOf(type: RecordType): Contract<SearchDto> {
  class TypeSearchDto extends SearchDto {}
  const { prototype } = TypeSearchDto;
  Object.defineProperty(TypeSearchDto, 'name', { value: `${name(type)}SearchDto` });
  JsonField(filterRef(type), { optional: true, nullable: false, example: FILTER_EXAMPLE })(
    prototype,
    'filter',
  );
  TextField({
    optional: true,
    max: FILTER_LIMITS.characters,
    example: 'dubois',
    description:
      'Words, the start of words or a phone number that the record must have, in names, titles, phones, emails or external ids.',
  })(prototype, 'search');
  declareList(type, prototype);
  return TypeSearchDto;
}

const MAX_FIELDS = 200;
const FILTER_EXAMPLE = { created_at: { gte: '-7d' } };

const name = (type: RecordType): string => schemaName(type.view);

/** Fields whose values are one word: `?owner_id=…` needs no quotes. */
export const equalities = (type: RecordType): string[] =>
  Object.entries(filterSchemaOf(type).fields)
    .filter(([field, spec]) => field !== 'id' && isOneWord(spec))
    .map(([field]) => field);

const isOneWord = (field: FilterField): boolean =>
  !field.list && (field.type === 'id' || field.type === 'word' || field.type === 'boolean');

function declareList(type: RecordType, prototype: object): void {
  const sorts = sortChoices(type);
  ChoicesField(sorts, {
    optional: true,
    max: MAX_SORTS,
    schema: nameSchema(`${name(type)}Sort`, () => orCustomPaths(type, sorts, 'sort')),
    ...(isCustomizable(type) && { also: SORT_PATTERN }),
    example: [defaultSort(type)],
    description: `Fields, descending with a minus sign; \`${defaultSort(type)}\` unless told. Records without a value come last.`,
  })(prototype, 'sort');
  declareChoices(type, prototype);
  ChoiceField(['exact', 'estimate'], {
    optional: true,
    description: 'Adds `total`; an estimate counts no further than 10000.',
  })(prototype, 'count');
  ChoiceField(['only', 'include'], {
    optional: true,
    description: 'List deleted records alone, or as well.',
  })(prototype, 'deleted');
}

function declareChoices(type: RecordType, prototype: object): void {
  const fields = fieldNames(type.view);
  ChoicesField(fields, {
    optional: true,
    max: isCustomizable(type) ? MAX_FIELDS : fields.length,
    schema: nameSchema(`${name(type)}Field`, () => orCustomPaths(type, fields, 'path')),
    ...(isCustomizable(type) && { also: PATH_PATTERN }),
    example: fields.slice(0, 2),
    description: 'Answer with these fields alone; the id is always there.',
  })(prototype, 'fields');
  const links = linksOf(type).map((link) => link.name);
  if (links.length === 0) return;
  ChoicesField(links, {
    optional: true,
    max: links.length,
    schema: nameSchema(`${name(type)}Expand`, () => ({ type: 'string', enum: links })),
    example: links.slice(0, 1),
    description: 'Put the linked records beside their ids; needs the scopes to read those.',
  })(prototype, 'expand');
}

function filterRef(type: RecordType): JsonSchema {
  const all = [type, ...linkedTypes(type)];
  nameConditions();
  nameSchema('MemberFilter', () => filterJsonSchema('MemberFilter', memberFilterSchema, () => ''));
  for (const one of all) nameSchema(`${name(one)}Filter`, () => describeFilter(one));
  return { $ref: `#/components/schemas/${name(type)}Filter` };
}

const linkedTypes = (type: RecordType): RecordType[] => [
  ...linksOf(type).flatMap(({ kind }) => recordTypeOf(kind) ?? []),
  ...reverseLinksOf(type).map((link) => link.type),
];

function describeFilter(type: RecordType): JsonSchema {
  const names = new Map([[memberFilterSchema, 'MemberFilter']]);
  for (const linked of linkedTypes(type)) names.set(filterSchemaOf(linked), `${name(linked)}Filter`);
  const described = filterJsonSchema(
    `${name(type)}Filter`,
    filterSchemaOf(type),
    (schema) => names.get(schema) ?? '',
  );
  if (!isCustomizable(type)) return described;
  const properties = { ...(described.properties as object), [CUSTOM]: CUSTOM_CONDITIONS };
  return { ...described, properties };
}

/** Which custom fields there are only the workspace knows. */
const CUSTOM_CONDITIONS = {
  type: 'object',
  minProperties: 1,
  additionalProperties: true,
  description: 'Conditions on custom fields, by key.',
};
