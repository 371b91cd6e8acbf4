import { defineEvent } from '@platform/events';

import { MemberDto } from './member.dto';
import { membersRead } from './members-read.scope';

/** Somebody became a member of the workspace. */
export const memberCreated = defineEvent({
  type: 'member.created',
  summary: 'A member joined the workspace',
  object: 'member',
  payload: MemberDto,
  scope: membersRead,
});
