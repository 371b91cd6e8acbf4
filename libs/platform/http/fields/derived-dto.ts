import { type Dto, declare, type FieldSpec, fieldsOf } from './field-spec';

// biome-ignore lint/complexity/noBannedTypes: what a decorated class is
type DtoOf<T extends object> = (new () => T) & Function;

/** The contract of a partial change (RFC 7396): every field may be left out, and is emptied by null where it may be empty. */
export function changesOf<T extends object>(create: DtoOf<T>): DtoOf<Partial<T>> {
  class Changes {}
  for (const spec of fieldsOf(create)) declare(Changes.prototype, { ...spec, required: false });
  return Changes as DtoOf<Partial<T>>;
}

/** The contract of an answer: every field is there, null where it is empty. */
export function answerOf<T extends object>(create: DtoOf<T>): DtoOf<T> {
  class Answer {}
  for (const spec of fieldsOf(create)) declare(Answer.prototype, answered(spec));
  return Answer as DtoOf<T>;
}

const answered = (spec: FieldSpec): FieldSpec => ({ ...spec, ...spec.answered, required: true });

/** The names of the fields that a contract declares. */
export const fieldNames = (dto: Dto): string[] => fieldsOf(dto).map((spec) => spec.name);
