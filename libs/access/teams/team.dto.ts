import {
  changesOf,
  check,
  field,
  IdField,
  IntegerField,
  PageQueryDto,
  TextField,
  TimeField,
} from '@platform/http';
import { exampleId, idPattern, toUuid } from '@platform/ids';

const MAX_MEMBERS = 500;

const MemberIdsField = ({ optional = false } = {}) =>
  field(
    'texts',
    {
      type: 'array',
      maxItems: MAX_MEMBERS,
      items: { type: 'string', pattern: idPattern('member') },
      description: `At most ${MAX_MEMBERS} members, each once.`,
    },
    [
      check(
        'isMemberList',
        `must be a list of at most ${MAX_MEMBERS} different ids of members`,
        isMemberList,
      ),
    ],
    { example: [exampleId('member')], optional, nullable: false },
  );

function isMemberList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > MAX_MEMBERS || new Set(value).size < value.length) return false;
  return value.every((id) => typeof id === 'string' && toUuid('member', id) !== null);
}

class TeamFields {
  @TextField({ max: 100, example: 'Northern region' }) name: string;
  @MemberIdsField({ optional: true }) member_ids?: string[];
  @IdField('member', { optional: true, description: 'Who leads the team, one of its members or not.' })
  lead_id?: string | null;
}

export class CreateTeamDto extends TeamFields {}

export class UpdateTeamDto extends changesOf(TeamFields) {}

/** What lists of teams take. */
export class TeamQueryDto extends PageQueryDto {
  @IdField('member', { optional: true, description: 'Only teams of this member.' }) member_id?: string;
}

/** Members who work together. */
export class TeamDto {
  @IdField('team') id: string;
  @TextField({ max: 100, example: 'Northern region' }) name: string;
  @MemberIdsField() member_ids: string[];
  @IdField('member', { nullable: true }) lead_id: string | null;
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  version: number;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
}
