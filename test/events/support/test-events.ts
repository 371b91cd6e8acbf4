import { type Database, Rollback } from '@platform/database';
import { defineEvent, type EventDefinition, type Outbox } from '@platform/events';
import { defineScope, type Principal, RequestContext, TextField } from '@platform/http';
import { newUuid } from '@platform/ids';

class NoteDto {
  @TextField({ example: 'Call back' }) title: string;
}

const notesRead = defineScope('notes:read', 'read notes');
const memosRead = defineScope('memos:read', 'read memos');
const note = { object: 'deal', payload: NoteDto, scope: notesRead } as const;

/** Events of two made-up kinds of object, each with a scope of its own. */
export const testEvents = {
  created: defineEvent({ ...note, type: 'note.created', summary: 'A note was made' }),
  updated: defineEvent({ ...note, type: 'note.updated', summary: 'A note was changed' }),
  memo: defineEvent({ ...note, scope: memosRead, type: 'memo.created', summary: 'A memo was made' }),
};

export const EVERY_SCOPE = ['events:read', 'webhooks:manage', 'notes:read', 'memos:read'];

/** Who acts in a test. */
export function principal(workspaceId: string, given: Partial<Principal> = {}): Principal {
  return {
    kind: 'key',
    id: 'key_of_the_test',
    workspaceId,
    scopes: new Set(EVERY_SCOPE),
    country: null,
    memberId: null,
    installationId: null,
    actor: { type: 'system', id: null },
    ...given,
  };
}

/** What one write of a test emits. */
export interface TestWrite {
  readonly definition?: EventDefinition;
  readonly objectId?: string;
  readonly version?: number;
  readonly title?: string;
  readonly as?: Partial<Principal>;
  /** By whose clock; this moment's unless told. */
  readonly now?: Date;
  /** Undoes the write at its end. */
  readonly undo?: boolean;
}

/** Stores one event, as any write does, and answers its id once it is committed. */
export async function write(
  { database, outbox }: { database: Database; outbox: Outbox },
  workspaceId: string,
  {
    definition = testEvents.created,
    objectId = newUuid(),
    version = 1,
    title = 'Note',
    as,
    now = new Date(),
    undo,
  }: TestWrite = {},
): Promise<void> {
  const ctx = new RequestContext(principal(workspaceId, as), 'req_of_the_test', now);
  await database.transaction(async (tx) => {
    await outbox.add(tx, ctx, [
      {
        definition,
        objectId,
        objectVersion: version,
        object: { id: objectId, title },
        changes: { title: { from: null, to: title } },
      },
    ]);
    if (undo) throw new Rollback(undefined);
  });
}
