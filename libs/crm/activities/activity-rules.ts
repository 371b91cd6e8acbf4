import type { Edit } from '@crm/records';

import type { Activity } from './activity.entity';

/** Fills in when an activity is due and was done, and reports what activities of its type do not have. */
export function activityRules(edit: Edit<Activity>, now: Date): void {
  edit.fill('done', false);
  edit.fill('priority', 'normal');
  completion(edit, now);
  onlyOf(edit, 'direction', ['call', 'email']);
  onlyOf(edit, 'duration_seconds', ['call']);
  onlyOf(edit, 'starts_at', ['meeting']);
  onlyOf(edit, 'ends_at', ['meeting']);
  meetingTimes(edit);
}

function completion(edit: Edit<Activity>, now: Date): void {
  const { row } = edit;
  if (row.done) edit.fill('done_at', now);
  else if (edit.given.has('done_at') && row.done_at !== null) {
    edit.fault('/done_at', 'not_done', 'An activity that is not done has no time of it: set done as well');
  } else row.done_at = null;
}

function onlyOf(
  edit: Edit<Activity>,
  field: 'direction' | 'duration_seconds' | 'starts_at' | 'ends_at',
  types: readonly string[],
): void {
  const { row } = edit;
  if (row[field] === null || types.includes(row.type)) return;
  if (!edit.given.has(field) && !edit.given.has('type')) return;
  edit.fault(
    `/${field}`,
    'not_of_this_type',
    `Only a ${types.join(' or an ')} has this: leave it out or send null`,
  );
}

/** A meeting ends after its start, and is due then unless the caller says otherwise. */
function meetingTimes(edit: Edit<Activity>): void {
  const { row } = edit;
  const { starts_at: start, ends_at: end } = row;
  const isMoved = edit.given.has('starts_at') || edit.given.has('ends_at');
  if (!isMoved) return;
  if (start !== null && end !== null && end < start) {
    edit.fault('/ends_at', 'before_begin', 'A meeting cannot end before it starts');
  }
  if (row.type === 'meeting' && !edit.given.has('due_at')) row.due_at = end ?? start;
}
