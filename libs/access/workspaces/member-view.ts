import { toTypeId } from '@platform/ids';
import type { KindOfRow } from '@platform/versioned-rows';

import type { MemberDto } from './member.dto';
import { Member } from './member.entity';
import { memberEvents } from './member.events';

/** A member as the public API shows it. */
export const memberView = (member: Member): MemberDto => ({
  id: toTypeId('member', member.id),
  name: member.name,
  email: member.email,
  role: member.role,
  state: member.state,
  version: member.version,
  created_at: member.created_at.toISOString(),
  updated_at: member.updated_at.toISOString(),
});

/** Members, as they are kept and told of. */
export const MEMBERS: KindOfRow<Member, MemberDto> = {
  name: 'member',
  row: Member,
  events: memberEvents,
  view: memberView,
};
