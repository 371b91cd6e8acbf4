import type { EventDefinition } from '@platform/events';
import { eventFilterSchema, type FilterSchema } from '@platform/filters';
import { type Dto, fieldNames } from '@platform/http';

import { filterSchemaOf, ownFields } from './filter-schema-of';
import { BOOKKEEPING } from './record-shape';
import { recordTypeOf } from './record-type';

const schemas = new WeakMap<Dto, FilterSchema>();

/** What filters may ask of events with the payload of this one: the fields of their object, and how it changed. */
export function eventFilterSchemaOf({
  object,
  payload,
}: Pick<EventDefinition, 'object' | 'payload'>): FilterSchema {
  const known = schemas.get(payload);
  if (known) return known;
  const type = recordTypeOf(object);
  const schema = eventFilterSchema(
    type?.view === payload ? filterSchemaOf(type) : ownFields(payload, object),
    {
      changing: fieldNames(payload).filter((name) => name !== 'id' && !BOOKKEEPING.has(name)),
      untold: UNTOLD,
    },
  );
  schemas.set(payload, schema);
  return schema;
}

/** Every change changes these, and `changes` does not say what they were. */
const UNTOLD = ['version', 'updated_at', 'updated_by'];
