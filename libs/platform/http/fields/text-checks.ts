import { ValidateBy } from 'class-validator';

/** A check of our own under a stable name; `message` completes the sentence "first_name …". */
export const check = (name: string, message: string, holds: (value: unknown) => boolean): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate: holds,
      defaultMessage: ({ property } = { property: '' } as never) => `${property} ${message}`,
    },
  });

/** PostgreSQL cannot store U+0000, and a lone surrogate has no UTF-8 form. */
export const IsStorableText = (): PropertyDecorator =>
  check(
    'isStorableText',
    'must be well-formed Unicode without the NUL character',
    (value) => typeof value !== 'string' || (!value.includes('\u0000') && value.isWellFormed()),
  );
