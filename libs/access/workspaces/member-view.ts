import { toTypeId } from '@platform/ids';

import type { MemberDto } from './member.dto';
import type { Member } from './member.entity';

/** A member as the public API shows it. */
export const memberView = (member: Member): MemberDto => ({
  id: toTypeId('member', member.id),
  name: member.name,
  email: member.email,
  role: member.role,
  state: member.state,
  created_at: member.created_at.toISOString(),
  updated_at: member.updated_at.toISOString(),
});
