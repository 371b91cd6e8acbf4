import { defineRecordType, type Edit, filterFaults } from '@crm/records';
import type { Transaction } from '@platform/database';
import { FILTER_LIMITS } from '@platform/filters';
import { defineScope, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { CreateSegmentDto, SegmentDto, UpdateSegmentDto } from './segment.dto';
import { Segment } from './segment.entity';

const manage = defineScope('segments:manage', 'create, change and delete segments');

export const SEGMENT_SCOPES = {
  read: defineScope('segments:read', 'read segments and filter by them'),
  write: manage,
  delete: manage,
};

export const segmentType = defineRecordType<Segment>({
  name: 'segment',
  plural: 'segments',
  words: { one: 'a segment', many: 'segments' },
  row: Segment,
  create: CreateSegmentDto,
  update: UpdateSegmentDto,
  view: SegmentDto,
  scopes: SEGMENT_SCOPES,
  privileged: () => true,
  sorts: { name: { column: 'name', text: true } },
  rules: segmentRules,
});

/**
 * Writers of a workspace's filters take turns until they commit: of two who would close a circle together, or delete what
 * the other begins to use, one waits and sees the other's half.
 */
async function segmentRules(
  edits: readonly Edit<Segment>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  const judged = edits.filter(
    (edit) => edit.action === 'delete' || edit.action === 'restore' || edit.changes('filter'),
  );
  if (judged.length > 0) await tx.sql('segments.turn', TURN, [`segments ${ctx.workspaceId}`]);
  for (const edit of judged) {
    if (edit.action === 'delete') await refuseInUse(edit, ctx, tx);
    else await checkFilter(edit, ctx, tx);
  }
}

/** Longer ones are no filters that anybody could read. */
const MAX_FILTER_TEXT = 20_000;

async function checkFilter(edit: Edit<Segment>, ctx: RequestContext, tx: Transaction): Promise<void> {
  const { id, object, filter } = edit.row;
  if (filter.length > MAX_FILTER_TEXT) {
    edit.fault('/filter', 'too_long', `The JSON of a filter may have at most ${MAX_FILTER_TEXT} characters`);
    return;
  }
  const [above] = await tx.sql<{ height: number }>('segments.height', HEIGHT, [
    ctx.workspaceId,
    id,
    FILTER_LIMITS.segments,
  ]);
  // It stands in itself when it is used, and in those above it.
  const within = 1 + (above?.height ?? 0);
  const kept = { object, filter: JSON.parse(filter) as unknown, within };
  const faults = await filterFaults(tx, ctx, { id: toTypeId('segment', id), ...kept });
  edit.faults.push(...faults.map((fault) => ({ ...fault, pointer: `/filter${fault.pointer}` })));
}

async function refuseInUse(edit: Edit<Segment>, ctx: RequestContext, tx: Transaction): Promise<void> {
  const [user] = await tx.sql<{ name: string }>('segments.users', USERS, [ctx.workspaceId, edit.row.id]);
  if (user) edit.fault('', 'in_use', `The segment "${user.name}" uses this one: change it first`);
}

const USERS = `
  SELECT s.name FROM segment_uses AS u
  JOIN segments AS s ON s.workspace_id = $1 AND s.id = u.segment_id AND s.deleted_at IS NULL
  WHERE u.workspace_id = $1 AND u.used_id = $2 LIMIT 1`;

/** Ends with the transaction. A statement of its own: the next one sees what was stored while this one waited. */
const TURN = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

/** How many segments stand above one, each in the filter of the next; counted no further than filters are read. */
const HEIGHT = `
  WITH RECURSIVE above AS (
    SELECT s.id, 1 AS level FROM segment_uses AS u
    JOIN segments AS s ON s.workspace_id = $1 AND s.id = u.segment_id AND s.deleted_at IS NULL
    WHERE u.workspace_id = $1 AND u.used_id = $2
    UNION
    SELECT s.id, above.level + 1 FROM above
    JOIN segment_uses AS u ON u.workspace_id = $1 AND u.used_id = above.id
    JOIN segments AS s ON s.workspace_id = $1 AND s.id = u.segment_id AND s.deleted_at IS NULL
    WHERE above.level < $3 AND s.id <> $2)
  SELECT coalesce(max(level), 0) AS height FROM above`;
