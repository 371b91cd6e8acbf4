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
    (value) => typeof value !== 'string' || isStorableText(value),
  );

/** Whether the database can keep a text as it is. */
export const isStorableText = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** Counts code points; class-validator's own rule leaves out variation selectors, so that a text of them has no end. */
export const HasLength = (min: number, max: number): PropertyDecorator =>
  check(
    'isLength',
    `must have ${min} to ${max} characters`,
    (value) => typeof value !== 'string' || isLength(value, min, max),
  );

function isLength(text: string, min: number, max: number): boolean {
  if (text.length < min || text.length > 2 * max) return false;
  const length = lengthOf(text);
  return length >= min && length <= max;
}

/** How many code points a text has. */
export const lengthOf = (text: string): number =>
  text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
