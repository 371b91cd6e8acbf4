// The types of phones, emails and addresses are defined there.
import '@crm/contact-details';

import { customTypeNames, KEY_PATTERN, recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  changesOf,
  IdField,
  IntegerField,
  JsonField,
  ListField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http';

/** The kinds of record to which a workspace can give fields. */
export const FIELD_OBJECTS = ['lead', 'deal', 'contact', 'company'] as const;
export type FieldObject = (typeof FIELD_OBJECTS)[number];

const MAX_OPTIONS = 500;

/** A value of a drop-down field. */
export class FieldOptionDto {
  @TextField({
    max: 50,
    pattern: /^[a-z0-9][a-z0-9_-]*$/,
    example: 'morning',
    description: 'What records hold: unique in the field; it never changes.',
  })
  id: string;

  @TextField({ max: 100, example: 'In the morning' }) label: string;

  @TextField({ optional: true, min: 7, max: 7, pattern: /^#[0-9A-F]{6}$/, example: '#2FC6F6' })
  color?: string | null;

  @BooleanField({
    optional: true,
    example: false,
    description: 'Records that have it keep it; no other can get it.',
  })
  archived?: boolean | null;
}

/** A value of a drop-down field as it is told; those of standard fields may have any form. */
export class ListedOptionDto {
  @TextField({ max: 50, example: 'morning' }) id: string;
  @TextField({ max: 100, example: 'In the morning' }) label: string;
  @TextField({ nullable: true, example: '#2FC6F6' }) color: string | null;
  @BooleanField({ example: false }) archived: boolean;
}

/** What may be said of standard fields, too. */
class ShownFields {
  @TextField({ optional: true, max: 100, example: 'Delivery window' }) name?: string | null;
  @TextField({ optional: true, max: 500, example: 'When the client is at home.' }) help_text?: string | null;
  @TextField({ optional: true, max: 100, example: 'Delivery', description: 'The section of the form.' })
  group?: string | null;
  @IntegerField({ min: 0, max: 10_000, optional: true, example: 10, description: 'The order in the form.' })
  position?: number | null;
  @BooleanField({ optional: true, example: false, description: 'Whether forms and lists leave it out.' })
  hidden?: boolean | null;
}

class RuleFields extends ShownFields {
  @BooleanField({ optional: true, example: false, description: 'Whether what is written must have a value.' })
  required?: boolean | null;

  @BooleanField({
    optional: true,
    example: false,
    description:
      'Whether no two records may have the same value; records can then be found by it in upserts.',
  })
  unique?: boolean | null;

  @BooleanField({
    optional: true,
    example: false,
    description: 'Whether lists can be sorted by it, and filtered quickly: at most 20 fields of an object.',
  })
  indexed?: boolean | null;

  @JsonField(
    { description: 'What new records get that say nothing, as a record would have it.' },
    { optional: true, example: null, kind: 'field_default' },
  )
  default?: unknown;

  @TextField({ optional: true, max: 40, example: null, description: 'The least value: of numbers and days.' })
  min?: string | null;

  @TextField({ optional: true, max: 40, example: null, description: 'The greatest value.' })
  max?: string | null;

  @IntegerField({ min: 1, max: 20_000, optional: true, example: null, description: 'In characters.' })
  min_length?: number | null;

  @IntegerField({ min: 1, max: 20_000, optional: true, example: null, description: 'In characters.' })
  max_length?: number | null;

  @TextField({
    optional: true,
    max: 500,
    example: null,
    description:
      'A regular expression in RE2 syntax that texts must match somewhere; anchor it to match the whole.',
  })
  pattern?: string | null;

  @ListField(FieldOptionDto, {
    kind: 'field_options',
    max: MAX_OPTIONS,
    optional: true,
    description: 'The values of a `select` field, in order. Those in use can be archived, not left out.',
  })
  options?: FieldOptionDto[] | null;
}

export class CreateFieldDto extends RuleFields {
  @TextField({
    max: 50,
    pattern: KEY_PATTERN,
    example: 'delivery_window',
    description: 'The name in the API: `custom_fields.delivery_window`. It never changes.',
  })
  key: string;

  @TextField({ max: 100, example: 'Delivery window' }) declare name: string;

  @ChoiceField(customTypeNames(), { example: 'select' }) type: string;

  @BooleanField({ optional: true, example: false, description: 'Whether it holds a list of values.' })
  multiple?: boolean | null;

  @ChoiceField(FIELD_OBJECTS, {
    optional: true,
    example: null,
    description: 'What kind of record a `record` field names.',
  })
  target?: FieldObject | null;
}

export class UpdateFieldDto extends changesOf(RuleFields) {}

/** Another type for a custom field; its rules and its default end, for they are of the old one. */
export class ConvertFieldDto {
  @ChoiceField(customTypeNames(), { example: 'text' }) type: string;
  @BooleanField({ optional: true, example: false, description: 'Whether it holds a list of values.' })
  multiple?: boolean | null;
  @ListField(FieldOptionDto, { max: MAX_OPTIONS, optional: true, example: [] })
  options?: FieldOptionDto[] | null;
  @ChoiceField(FIELD_OBJECTS, { optional: true, example: null }) target?: FieldObject | null;
}

/** A custom field as events tell of it. */
export class CustomFieldDto extends recordAnswer('field', CreateFieldDto) {
  @ChoiceField(FIELD_OBJECTS, { description: 'The kind of record that has it.' }) object: FieldObject;
  @BooleanField({ example: true, description: 'Whether its index is complete.' }) index_ready: boolean;
  @BooleanField({
    example: false,
    description: 'Whether the app that made it is gone: its values stay as they are.',
  })
  read_only: boolean;
}

/** A field of a kind of record: one that all workspaces have, or one of this workspace. */
export class FieldDto {
  @IdField('field', { nullable: true, description: 'null for a standard field that nobody has changed.' })
  id: string | null;
  @IntegerField({ min: 0, max: 2_147_483_647, example: 1, description: '0 until somebody changes it.' })
  version: number;
  @ChoiceField(FIELD_OBJECTS) object: string;
  @TextField({ example: 'delivery_window' }) key: string;
  @TextField({
    example: 'custom_fields.delivery_window',
    description: 'Its name in filters, sorts and `fields`.',
  })
  path: string;
  @BooleanField({
    example: false,
    description: 'Whether all workspaces have it: it can be hidden, not deleted.',
  })
  standard: boolean;
  @TextField({ example: 'Delivery window' }) name: string;
  @TextField({
    example: 'select',
    description:
      'For custom fields one of the types that they are made with; standard fields also have `phones`, `emails`, `list`, `object`.',
  })
  type: string;
  @BooleanField({ example: false }) multiple: boolean;
  @BooleanField({ example: true, description: 'Whether filters can ask for it.' }) filterable: boolean;
  @BooleanField({ example: true, description: 'Whether lists can be sorted by it.' }) sortable: boolean;
  @BooleanField({ example: true, description: 'Whether the caller may write it.' }) writable: boolean;
  @BooleanField({ example: false }) required: boolean;
  @TextListField({
    max: 10_000,
    description: 'The stages from which on it is required, by id.',
    example: [],
  })
  required_from: string[];
  @BooleanField({ example: false }) unique: boolean;
  @BooleanField({ example: true }) indexed: boolean;
  @BooleanField({ example: true, description: 'Whether its index is complete.' }) index_ready: boolean;
  @BooleanField({ example: false }) hidden: boolean;
  @TextField({ nullable: true, example: 'Delivery' }) group: string | null;
  @IntegerField({ min: 0, max: 10_000, example: 10 }) position: number;
  @TextField({ nullable: true, max: 500, example: null }) help_text: string | null;
  @JsonField({}, { nullable: true, example: null }) default: unknown;
  @TextField({ nullable: true, example: null }) min: string | null;
  @TextField({ nullable: true, example: null }) max: string | null;
  @IntegerField({ min: 0, max: 100_000, nullable: true, example: null }) min_length: number | null;
  @IntegerField({ min: 0, max: 100_000, nullable: true, example: null }) max_length: number | null;
  @TextField({ nullable: true, max: 1000, example: null }) pattern: string | null;
  @ListField(ListedOptionDto, { max: 10_000 }) options: ListedOptionDto[];
  @TextField({ nullable: true, example: null, description: 'What its ids name.' }) target: string | null;
  @TimeField({ nullable: true, example: null, description: 'A custom field can be restored for 30 days.' })
  deleted_at: string | null;
}

/** What the list of fields takes. */
export class FieldListQueryDto {
  @ChoiceField(['only', 'include'], {
    optional: true,
    example: 'only',
    description: 'Deleted custom fields too, or alone; without them unless told.',
  })
  deleted?: 'only' | 'include';
}
