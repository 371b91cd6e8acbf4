import type { EventDefinition, NewEvent } from '@platform/events';
import type { RequestContext } from '@platform/http';

import type { Draft } from './draft';
import type { Edit } from './edit';
import type { RecordRow } from './record.entity';
import type { RecordShape } from './record-shape';
import { type RecordView, viewOf } from './record-view';

/** What a checked edit comes to: the answer, and the events, none when nothing changed. */
export interface StoredChange<Row extends RecordRow = RecordRow> {
  readonly edit: Edit<Row>;
  /** The record after it in its public form; made when it is first asked for. */
  readonly view: RecordView;
  readonly changed: ReadonlySet<string>;
  readonly events: readonly NewEvent[];
  /** Whether there is anything to store. */
  readonly isEffective: boolean;
}

/** Works out what an edit changes, and stamps the row as changed now when it changes anything. */
export function changeOf<Row extends RecordRow>(
  ctx: RequestContext,
  shape: RecordShape<Row>,
  edit: Edit<Row>,
  told?: Draft['told'],
): StoredChange<Row> {
  const { before, row } = edit;
  const changes = before ? shape.difference(viewOf(shape, before), viewOf(shape, row)) : {};
  if (before && Object.keys(changes).length === 0 && told === undefined) {
    return { edit, view: viewOf(shape, before), changed: new Set(), events: [], isEffective: false };
  }
  if (before && told !== 'nothing')
    Object.assign(row, { version: before.version + 1, updated_at: ctx.now, updated_by: ctx.actor });
  const after = later(() => viewOf(shape, row));
  const isPrivileged = shape.type.privileged?.(edit) === true;
  const more = typeof told === 'object' ? told.more : null;
  const events = definitions(shape, edit, told).map(
    (definition, at): NewEvent => ({
      definition,
      privileged: isPrivileged && at === 0 ? definition.type : undefined,
      objectId: row.id,
      objectVersion: row.version,
      changes,
      get object() {
        return more && at === 0 ? { ...after(), ...more } : after();
      },
    }),
  );
  return {
    edit,
    changed: new Set(Object.keys(changes)),
    events,
    isEffective: true,
    get view() {
      return after();
    },
  };
}

function later<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const EVENT_OF = { create: 'created', update: 'updated', delete: 'deleted', restore: 'restored' } as const;

function definitions<Row extends RecordRow>(
  { type }: RecordShape<Row>,
  edit: Edit<Row>,
  told: Draft['told'],
): EventDefinition[] {
  if (told === 'nothing') return [];
  const more = (type.moreEvents ?? []).filter((candidate) => candidate.happened(edit.before, edit.row));
  return [told?.event ?? type.events[EVENT_OF[edit.action]], ...more.map(({ event }) => event)];
}
