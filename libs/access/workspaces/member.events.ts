import { defineEvent } from '@platform/events';

import { MemberDto } from './member.dto';
import { membersRead } from './member-scopes';

const about = { object: 'member', payload: MemberDto, scope: membersRead } as const;

/** What happens to members; leaving and coming back are updates of the state. */
export const memberEvents = {
  created: defineEvent({
    ...about,
    type: 'member.created',
    summary: 'Somebody joined the workspace, or was invited.',
  }),
  updated: defineEvent({
    ...about,
    type: 'member.updated',
    summary: 'A member was changed, has left or came back.',
  }),
};
