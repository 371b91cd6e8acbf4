import type { Sql } from '@platform/database';
import type { EventDefinition } from '@platform/events';
import { eventFilterSchema, type FilterSchema } from '@platform/filters';
import { fieldNames, type Rights } from '@platform/http';

import { CUSTOM, customPath } from './custom-fields/custom-field';
import { ownType } from './custom-fields/own-type';
import { filterSchemaOf, ownFields } from './filter-schema-of';
import { BOOKKEEPING } from './record-shape';
import { type RecordType, recordTypeOf } from './record-type';
import { seenByRights } from './rights/seen-by';

type Told = Pick<EventDefinition, 'object' | 'payload'>;

/** In which workspace events are read, and what a role leaves of them, if one limits the reader. */
interface Reader {
  readonly workspaceId: string;
  readonly rights?: Rights | null;
}

const schemas = new WeakMap<object, FilterSchema>();

/** What filters may ask of events with the payload of this one, in a workspace: the fields of their object, and how it changed. */
export async function eventFilterSchemaOf(
  sql: Sql,
  { workspaceId, rights = null }: Reader,
  told: Told,
): Promise<FilterSchema> {
  const known = recordTypeOf(told.object);
  const own = known?.view === told.payload ? await ownType(sql, workspaceId, known, { fresh: true }) : null;
  const type = own && rights ? seenByRights(rights, own) : own;
  const key = type ?? told.payload;
  const schema = schemas.get(key) ?? schemaFor(told, type);
  schemas.set(key, schema);
  return schema;
}

function schemaFor({ object, payload }: Told, type: RecordType | null): FilterSchema {
  const names = fieldNames(payload).filter(
    (name) => name !== 'id' && name !== CUSTOM && !BOOKKEEPING.has(name) && !type?.seen?.hidden.has(name),
  );
  const custom = type?.own?.fields.map(({ key }) => customPath(key)) ?? [];
  return eventFilterSchema(type ? filterSchemaOf(type) : ownFields(payload, object), {
    changing: [...names, ...custom],
    untold: UNTOLD,
  });
}

/** Every change changes these, and `changes` does not say what they were. */
const UNTOLD = ['version', 'updated_at', 'updated_by'];
