import { defineRecordType, type Edit, filterFaults } from '@crm/records';
import type { Transaction } from '@platform/database';
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
  sorts: { name: { column: 'name', text: true } },
  rules: segmentRules,
});

async function segmentRules(
  edits: readonly Edit<Segment>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  for (const edit of edits) {
    if (edit.action === 'delete') await refuseInUse(edit, ctx, tx);
    else if (edit.action === 'restore' || edit.changes('filter')) await checkFilter(edit, ctx, tx);
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
  const kept = { object, filter: JSON.parse(filter) as unknown };
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
