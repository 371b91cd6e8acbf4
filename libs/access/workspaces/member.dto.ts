import { ChoiceField, check, field, IdField, TextField, TimeField } from '@platform/http';

const EmailField = () =>
  field(
    'email',
    { type: 'string', format: 'email', maxLength: 254 },
    [check('isEmail', 'must be an email address', isEmail)],
    { example: 'nora@nordwind.example' },
  );

/** The first member of a new workspace, and how they sign in. */
export class NewAdminDto {
  @EmailField() email: string;
  @TextField({ example: 'Nora Lind' }) name: string;
  @TextField({ min: 12, max: 200, example: 'correct horse battery' }) password: string;
}

/** A user in a workspace. */
export class MemberDto {
  @IdField('member') id: string;
  @TextField({ example: 'Nora Lind' }) name: string;
  @EmailField() email: string;
  @ChoiceField(['admin', 'member']) role: string;
  @ChoiceField(['active', 'left'], { description: 'A member who left stays named in what they did.' })
  state: string;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
}

function isEmail(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(value);
}
