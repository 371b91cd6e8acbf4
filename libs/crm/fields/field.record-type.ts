import { defineRecordType } from '@crm/records';
import { defineScope } from '@platform/http';

import { CreateFieldDto, CustomFieldDto, UpdateFieldDto } from './field.dto';
import { Field } from './field.entity';
import './field-kinds';
import { fieldRules } from './field-rules';

const manage = defineScope('fields:manage', 'add, change and delete custom fields');

/** Who may see the fields of a workspace, and who may change them. */
export const FIELD_SCOPES = {
  read: defineScope('fields:read', 'read which fields records have'),
  write: manage,
  delete: manage,
};

/** Custom fields, and what a workspace says of standard ones; their routes stand under the records that have them. */
export const fieldType = defineRecordType<Field>({
  name: 'field',
  plural: 'fields',
  words: { one: 'a custom field', many: 'custom fields' },
  row: Field,
  create: CreateFieldDto,
  update: UpdateFieldDto,
  view: CustomFieldDto,
  scopes: FIELD_SCOPES,
  privileged: () => true,
  routes: [],
  rules: fieldRules,
});
