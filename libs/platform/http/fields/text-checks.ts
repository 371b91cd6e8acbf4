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

/** Counts code points; class-validator's own rule leaves out variation selectors, so that a text of them has no end. */
export const HasLength = (min: number, max: number): PropertyDecorator =>
  check(
    'isLength',
    `must have ${min} to ${max} characters`,
    (value) => typeof value !== 'string' || isLength(value, min, max),
  );

function isLength(text: string, min: number, max: number): boolean {
  if (text.length < min || text.length > 2 * max) return false;
  const surrogatePairs = text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0;
  const codePoints = text.length - surrogatePairs;
  return codePoints >= min && codePoints <= max;
}
