import {
  ChoiceField,
  changesOf,
  check,
  type FieldOptions,
  field,
  IdField,
  IntegerField,
  PageQueryDto,
  TextField,
  TimeField,
} from '@platform/http';

export const MEMBER_STATES = ['invited', 'active', 'left'] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

const EmailField = () =>
  field(
    'email',
    { type: 'string', format: 'email', maxLength: 254 },
    [check('isEmail', 'must be an email address', isEmail)],
    { example: 'nora@nordwind.example' },
  );

const RoleField = (options: FieldOptions) =>
  TextField({ max: 60, pattern: /^[a-z][a-z0-9_]*$/, example: 'sales', ...options });

/** The first member of a new workspace, and how they sign in. */
export class NewAdminDto {
  @EmailField() email: string;
  @TextField({ example: 'Nora Lind' }) name: string;
  @TextField({ min: 12, max: 200, example: 'correct horse battery' }) password: string;
}

class MemberFields {
  @TextField({ example: 'Nora Lind' }) name: string;
  @RoleField({ optional: true, nullable: false, description: 'The key of a role; `sales` unless told.' })
  role?: string;
}

/** A colleague who is asked into the workspace. */
export class InviteMemberDto extends MemberFields {
  @EmailField() email: string;
}

export class UpdateMemberDto extends changesOf(MemberFields) {}

/** What lists of members take. */
export class MemberQueryDto extends PageQueryDto {
  @ChoiceField(MEMBER_STATES, { optional: true, description: 'Only those in this state.' })
  state?: MemberState;
  @RoleField({ optional: true, description: 'Only those with this role.' }) role?: string;
}

/** A user in a workspace. */
export class MemberDto {
  @IdField('member') id: string;
  @TextField({ example: 'Nora Lind' }) name: string;
  @EmailField() email: string;
  @RoleField({ description: 'The key of the role that says what they may do.' }) role: string;
  @ChoiceField(MEMBER_STATES, {
    example: 'active',
    description:
      'Invited until the first sign-in; a member who left stays named in what they did, and owns nothing new.',
  })
  state: MemberState;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  version: number;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
}

function isEmail(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= 254 &&
    value.isWellFormed() &&
    /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(value)
  );
}
