import { IdField, IdsField, ListField, ObjectField, TextField, TextListField } from '@platform/http';

import { ObjectsRightsAnswerDto, RoleFieldDto, RolePlaceDto } from './role.dto';

/** What a member may do now, all taken together. */
export class EffectiveRightsDto {
  @IdField('member') member_id: string;
  @TextField({ max: 60, example: 'sales', description: 'The key of the role.' }) role: string;
  @IdField('role') role_id: string;
  @IdsField('member', {
    max: 100_000,
    description:
      'Everybody whose records `team` reaches: whoever shares a team with the member, and the member.',
  })
  team_member_ids: string[];
  @ObjectField(ObjectsRightsAnswerDto) objects: ObjectsRightsAnswerDto;
  @ListField(RolePlaceDto, { max: 200, description: 'Pipelines and stages where rights reach otherwise.' })
  pipelines: RolePlaceDto[];
  @ListField(RoleFieldDto, { max: 500, description: 'Fields that are hidden, or only read.' })
  fields: RoleFieldDto[];
  @TextListField({ max: 50, example: ['segments'], description: 'What of the workspace they configure.' })
  settings: string[];
  @TextListField({
    max: 500,
    maxLength: 100,
    example: ['deals:read', 'deals:write'],
    description: 'The scopes that credentials of the member can have; others are taken from them.',
  })
  scopes: string[];
}
