import type { EventDefinition, NewEvent } from '@platform/events';
import type { RequestContext } from '@platform/http';

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
}

/** Works out what an edit changes, and stamps the row as changed now when it changes anything. */
export function changeOf<Row extends RecordRow>(
  ctx: RequestContext,
  shape: RecordShape<Row>,
  edit: Edit<Row>,
): StoredChange<Row> {
  const { before, row } = edit;
  const changes = before ? shape.difference(viewOf(shape, before), viewOf(shape, row)) : {};
  if (before && Object.keys(changes).length === 0) {
    return { edit, view: viewOf(shape, before), changed: new Set(), events: [] };
  }
  if (before) Object.assign(row, { version: before.version + 1, updated_at: ctx.now, updated_by: ctx.actor });
  const after = later(() => viewOf(shape, row));
  const isPrivileged = shape.type.privileged?.(edit) === true;
  const events = definitions(shape, edit).map(
    (definition, at): NewEvent => ({
      definition,
      privileged: isPrivileged && at === 0 ? definition.type : undefined,
      objectId: row.id,
      objectVersion: row.version,
      changes,
      get object() {
        return after();
      },
    }),
  );
  return {
    edit,
    changed: new Set(Object.keys(changes)),
    events,
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

function definitions<Row extends RecordRow>({ type }: RecordShape<Row>, edit: Edit<Row>): EventDefinition[] {
  const more = (type.moreEvents ?? []).filter((candidate) => candidate.happened(edit.before, edit.row));
  return [type.events[EVENT_OF[edit.action]], ...more.map(({ event }) => event)];
}
