import { type Columns, defineFieldKind } from '@crm/records';

import type { FormConsentDto, FormQuestionDto } from './form.dto';

/** Every question with all that its contract says. */
defineFieldKind(
  'form_fields',
  {
    store: (value, { name }, row) => {
      row[name] = ((value ?? []) as FormQuestionDto[]).map((field) => ({
        name: field.name,
        label: field.label,
        required: field.required ?? false,
        placeholder: field.placeholder ?? null,
      }));
    },
  },
  'list',
);

defineFieldKind('form_consent', {
  store: (value, { name }, row: Columns) => {
    const consent = value as FormConsentDto | null;
    row[name] = consent && { text: consent.text, required: consent.required ?? false };
  },
});
