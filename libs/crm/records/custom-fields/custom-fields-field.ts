import { check, field } from '@platform/http';

import { CUSTOM_KIND } from './kind-in';

/** The member of a contract that holds custom fields: what is in it only the workspace knows. */
export const CustomFieldsField = (): PropertyDecorator =>
  field(
    CUSTOM_KIND,
    {
      type: 'object',
      additionalProperties: true,
      description:
        'The custom fields of the workspace by key: those of `GET /v1/{objects}/fields`. In a change, null empties one, and those that are left out stay.',
    },
    [
      check(
        'isObject',
        'must be an object',
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      ),
    ],
    { optional: true, example: {}, answered: { nullable: false } },
  );
