import {
  BooleanField,
  ChoiceField,
  changesOf,
  FIELD_LIMITS,
  IdField,
  IntegerField,
  ListField,
  ObjectField,
  PageQueryDto,
  REACHES,
  type Reach,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

import type { RoleField, RolePlace } from './role-rights';

const ReachField = (description: string, example: Reach = 'own') =>
  ChoiceField(REACHES, { optional: true, nullable: false, example, description });

/** How far each right reaches: to no record, the member's own, those of their teams, or all. */
class RecordRightsDto {
  @ReachField('Whose records are seen.', 'team') read?: Reach;
  @ReachField('Who may own what is created.') create?: Reach;
  @ReachField('Whose records may be changed.') update?: Reach;
  @ReachField('Whose records may be deleted and restored.') delete?: Reach;
  @ReachField('Whose records may be exported.', 'none') export?: Reach;
  @ReachField('Whether records may be imported.', 'none') import?: Reach;
  @ReachField('Whose records may be merged.', 'none') merge?: Reach;
}

class RecordRightsAnswerDto {
  @ChoiceField(REACHES) read: Reach;
  @ChoiceField(REACHES) create: Reach;
  @ChoiceField(REACHES) update: Reach;
  @ChoiceField(REACHES) delete: Reach;
  @ChoiceField(REACHES) export: Reach;
  @ChoiceField(REACHES) import: Reach;
  @ChoiceField(REACHES) merge: Reach;
}

const WHOLE_REACHES = ['none', 'all'] as const;
type WholeReach = (typeof WHOLE_REACHES)[number];

const WholeReachField = (example: WholeReach = 'none') =>
  ChoiceField(WHOLE_REACHES, { optional: true, nullable: false, example });

/** Rights on what nobody owns: on no record, or on all. */
class UnownedRightsDto {
  @WholeReachField('all') read?: WholeReach;
  @WholeReachField() create?: WholeReach;
  @WholeReachField() update?: WholeReach;
  @WholeReachField() delete?: WholeReach;
  @WholeReachField() export?: WholeReach;
  @WholeReachField() import?: WholeReach;
  @WholeReachField() merge?: WholeReach;
}

const ForObject = (description?: string) =>
  ObjectField(RecordRightsDto, {
    optional: true,
    nullable: false,
    answeredAs: RecordRightsAnswerDto,
    ...(description && { description }),
  });

class ObjectsRightsDto {
  @ForObject() lead?: RecordRightsDto;
  @ForObject() deal?: RecordRightsDto;
  @ForObject() contact?: RecordRightsDto;
  @ForObject() company?: RecordRightsDto;
  @ObjectField(UnownedRightsDto, {
    optional: true,
    nullable: false,
    answeredAs: RecordRightsAnswerDto,
    description: 'Products have no owner: each right is `none` or `all`.',
  })
  product?: UnownedRightsDto;
  @ForObject('Activities, notes and files. `all` means those of records that the member sees, and their own.')
  activity?: RecordRightsDto;
}

/** What every role says of every kind of record. */
export class ObjectsRightsAnswerDto {
  @ObjectField(RecordRightsAnswerDto) lead: RecordRightsAnswerDto;
  @ObjectField(RecordRightsAnswerDto) deal: RecordRightsAnswerDto;
  @ObjectField(RecordRightsAnswerDto) contact: RecordRightsAnswerDto;
  @ObjectField(RecordRightsAnswerDto) company: RecordRightsAnswerDto;
  @ObjectField(RecordRightsAnswerDto) product: RecordRightsAnswerDto;
  @ObjectField(RecordRightsAnswerDto) activity: RecordRightsAnswerDto;
}

const PlaceReach = () => ChoiceField(REACHES, { optional: true, example: 'none' });

/** Rights in one pipeline, or in one stage of it, instead of those for the object. */
export class RolePlaceDto implements RolePlace {
  @ChoiceField(['lead', 'deal'], { example: 'deal' }) object: string;
  @IdField('pipeline') pipeline_id: string;
  @IdField('stage', { optional: true, description: 'All stages of the pipeline unless told.' })
  stage_id?: string | null;
  @PlaceReach() read?: Reach | null;
  @PlaceReach() create?: Reach | null;
  @PlaceReach() update?: Reach | null;
  @PlaceReach() delete?: Reach | null;
  @PlaceReach() export?: Reach | null;
  @PlaceReach() import?: Reach | null;
  @PlaceReach() merge?: Reach | null;
}

const FIELD_PATH = /^(custom_fields\.)?[a-z][a-z0-9_]{0,62}$/;

/** A field that members with the role do not see, or see and cannot change. */
export class RoleFieldDto implements RoleField {
  @ChoiceField(['lead', 'deal', 'contact', 'company', 'product'], { example: 'deal' }) object: string;
  @TextField({
    max: 80,
    pattern: FIELD_PATH,
    example: 'amount',
    description: 'A field of the object, or a custom field: `custom_fields.margin`.',
  })
  field: string;
  @ChoiceField(FIELD_LIMITS, {
    description: '`hidden`: as if there were no such field; `read`: it can be seen and not changed.',
  })
  access: RoleField['access'];
}

const Settings = (options: { optional?: boolean } = {}) =>
  TextListField({
    max: 50,
    maxLength: 60,
    example: ['pipelines', 'segments'],
    ...options,
    ...(options.optional && { nullable: false }),
    description:
      'What of the workspace they configure: the first words of the scopes that it takes, such as `pipelines`. Only admins may everything: `*`.',
  });

class RoleFields {
  @TextField({ max: 100, example: 'Northern sales' }) name: string;
  @TextField({ max: 500, optional: true, example: null }) description?: string | null;
  @ObjectField(ObjectsRightsDto, {
    optional: true,
    nullable: false,
    answeredAs: ObjectsRightsAnswerDto,
    description: 'What is left out stays as it is; in a new role it is `none`.',
  })
  objects?: ObjectsRightsDto;
  @ListField(RolePlaceDto, { max: 200, optional: true, nullable: false }) pipelines?: RolePlaceDto[];
  @ListField(RoleFieldDto, { max: 500, optional: true, nullable: false }) fields?: RoleFieldDto[];
  @Settings({ optional: true }) settings?: string[];
}

const KeyField = (description: string, options: { optional?: boolean } = {}) =>
  TextField({
    max: 60,
    pattern: /^[a-z][a-z0-9_]*$/,
    example: 'northern_sales',
    description,
    ...options,
    ...(options.optional && { nullable: false }),
  });

export class CreateRoleDto extends RoleFields {
  @KeyField('Names the role at its members, and never changes; made of the name unless told.', {
    optional: true,
  })
  key?: string;
}

export class UpdateRoleDto extends changesOf(RoleFields) {}

/** What lists of roles take. */
export class RoleQueryDto extends PageQueryDto {
  @KeyField('Only the role with this key.', { optional: true }) key?: string;
}

/** What the members who have it may do. */
export class RoleDto {
  @IdField('role') id: string;
  @KeyField('What `role` of a member says.') key: string;
  @TextField({ max: 100, example: 'Northern sales' }) name: string;
  @TextField({ max: 500, nullable: true, example: null }) description: string | null;
  @BooleanField({ example: false, description: 'Whether every workspace has it: it cannot be deleted.' })
  built_in: boolean;
  @ObjectField(ObjectsRightsAnswerDto) objects: ObjectsRightsAnswerDto;
  @ListField(RolePlaceDto, { max: 200 }) pipelines: RolePlaceDto[];
  @ListField(RoleFieldDto, { max: 500 }) fields: RoleFieldDto[];
  @Settings() settings: string[];
  @IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' })
  version: number;
  @TimeField() created_at: string;
  @TimeField() updated_at: string;
}
