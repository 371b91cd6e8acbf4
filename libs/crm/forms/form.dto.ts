import { DirectoryField } from '@crm/directories';
import { recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  changesOf,
  IdField,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
} from '@platform/http';

import { OriginsField, WebAddressField } from './form-addresses';
import { FORM_PATHS } from './form-inputs';

/** One question of a form. */
export class FormQuestionDto {
  @ChoiceField(FORM_PATHS, {
    example: 'emails',
    description:
      'The field of the lead that the answer goes to, and the name under which it is sent: `emails`, `address.city`.',
  })
  name: string;
  @TextField({ max: 200, example: 'Your email' }) label: string;
  @BooleanField({ optional: true, example: true, description: 'Whether it must be answered.' })
  required?: boolean | null;
  @TextField({ optional: true, max: 200, example: 'you@example.com' }) placeholder?: string | null;
}

/** What the visitor agrees to. */
export class FormConsentDto {
  @TextField({
    max: 5000,
    example: 'I agree that my data is stored to answer my question.',
    description: 'The words beside the box; each submission keeps them with their SHA-256.',
  })
  text: string;
  @BooleanField({ optional: true, example: true, description: 'Whether nothing can be sent without it.' })
  required?: boolean | null;
}

class FormFields {
  @TextField({ max: 100, example: 'Contact us' }) name: string;
  @ListField(FormQuestionDto, {
    kind: 'form_fields',
    max: 50,
    description: 'The questions, in their order.',
    example: [
      { name: 'first_name', label: 'Your name', required: false, placeholder: null },
      { name: 'emails', label: 'Your email', required: true, placeholder: 'you@example.com' },
      { name: 'comment', label: 'How can we help?', required: false, placeholder: null },
    ],
  })
  fields: FormQuestionDto[];
  @IdField('pipeline', {
    optional: true,
    example: null,
    description: 'Where leads come; the default unless told.',
  })
  pipeline_id?: string | null;
  @IdField('stage', { optional: true, example: null, description: 'The initial one unless told.' })
  stage_id?: string | null;
  @IdField('member', { optional: true, example: null, description: 'Whose the leads are.' })
  owner_id?: string | null;
  @DirectoryField('source') source?: string | null;
  @ObjectField(FormConsentDto, { kind: 'form_consent', optional: true }) consent?: FormConsentDto | null;
  @TextField({ optional: true, max: 2000, example: 'Thank you! We will call you back today.' })
  success_message?: string | null;
  @WebAddressField({
    optional: true,
    example: null,
    description: 'Where browsers go afterwards, in place of the page that thanks.',
  })
  redirect_url?: string | null;
  @OriginsField({
    optional: true,
    example: [],
    description:
      'The sites that may post the form from a browser (`https://www.example.com`); any when there is none.',
  })
  allowed_origins?: string[] | null;
  @BooleanField({
    optional: true,
    example: true,
    description: 'Whether it takes submissions; true unless told.',
  })
  is_active?: boolean | null;
  @IntegerField({
    optional: true,
    min: 1,
    max: 1_000_000,
    example: 1000,
    description: 'How many submissions it takes an hour; 1000 unless told.',
  })
  limit_per_hour?: number | null;
  @IntegerField({
    optional: true,
    min: 1,
    max: 10_000,
    example: 20,
    description: 'How many of one network address an hour; 20 unless told.',
  })
  limit_per_address?: number | null;
}

export class CreateFormDto extends FormFields {
  @ChoiceField(['lead'], { description: 'The kind of record that submissions become.' }) object: 'lead';
}

export class UpdateFormDto extends changesOf(FormFields) {}

export class FormDto extends recordAnswer('form', CreateFormDto) {
  @IntegerField({
    min: 1,
    max: 2_147_483_647,
    example: 1,
    description: 'One more whenever its questions, its consent or the way of its leads change.',
  })
  definition_version: number;
}
