import './activity-links';

import { checkLinks } from '@crm/record-links';
import { defineRecordType } from '@crm/records';

import { ActivityDto, CreateActivityDto, UpdateActivityDto } from './activity.dto';
import { Activity } from './activity.entity';
import { activityCompleted } from './activity.events';
import { activityRules } from './activity-rules';

export const activityType = defineRecordType<Activity>({
  name: 'activity',
  plural: 'activities',
  words: { one: 'an activity', many: 'activities' },
  row: Activity,
  create: CreateActivityDto,
  update: UpdateActivityDto,
  view: ActivityDto,
  governed: 'by_links',
  sorts: {
    due_at: { column: 'due_at', nullable: true },
    done_at: { column: 'done_at', nullable: true },
    starts_at: { column: 'starts_at', nullable: true },
  },
  rules: async (edits, ctx, tx) => {
    for (const edit of edits) activityRules(edit, ctx.now);
    await checkLinks(edits, ctx, tx);
  },
  moreEvents: [{ event: activityCompleted, happened: (before, after) => after.done && !before?.done }],
});
