import type { Sql } from '@platform/database';
import type { EventDefinition } from '@platform/events';
import { eventFilterSchema, type FilterSchema } from '@platform/filters';
import { fieldNames } from '@platform/http';

import { CUSTOM, customPath } from './custom-fields/custom-field';
import { ownType } from './custom-fields/own-type';
import { filterSchemaOf, ownFields } from './filter-schema-of';
import { BOOKKEEPING } from './record-shape';
import { type RecordType, recordTypeOf } from './record-type';

type Told = Pick<EventDefinition, 'object' | 'payload'>;

const schemas = new WeakMap<object, FilterSchema>();

/** What filters may ask of events with the payload of this one, in a workspace: the fields of their object, and how it changed. */
export async function eventFilterSchemaOf(sql: Sql, workspaceId: string, told: Told): Promise<FilterSchema> {
  const known = recordTypeOf(told.object);
  const type = known?.view === told.payload ? await ownType(sql, workspaceId, known, { fresh: true }) : null;
  const key = type ?? told.payload;
  const schema = schemas.get(key) ?? schemaFor(told, type);
  schemas.set(key, schema);
  return schema;
}

function schemaFor({ object, payload }: Told, type: RecordType | null): FilterSchema {
  const names = fieldNames(payload).filter(
    (name) => name !== 'id' && name !== CUSTOM && !BOOKKEEPING.has(name),
  );
  const custom = type?.own?.fields.map(({ key }) => customPath(key)) ?? [];
  return eventFilterSchema(type ? filterSchemaOf(type) : ownFields(payload, object), {
    changing: [...names, ...custom],
    untold: UNTOLD,
  });
}

/** Every change changes these, and `changes` does not say what they were. */
const UNTOLD = ['version', 'updated_at', 'updated_by'];
