import { type Dto, declare, type FieldSpec, fieldsOf } from './field-spec';

type DtoOf<T extends object> = new () => T;

/** The contract of a partial change (RFC 7396): every field may be left out, and is emptied by null where it may be empty. */
export function changesOf<T extends object>(create: DtoOf<T>): DtoOf<Partial<T>> {
  const Changes = class {} as DtoOf<Partial<T>>;
  for (const spec of fieldsOf(create)) declare(Changes.prototype as object, { ...spec, required: false });
  return Changes;
}

/** The contract of an answer: every field is there, null where it is empty. */
export function answerOf<T extends object>(create: DtoOf<T>): DtoOf<T> {
  const Answer = class {} as DtoOf<T>;
  for (const spec of fieldsOf(create)) declare(Answer.prototype as object, answered(spec));
  return Answer;
}

/** A list is empty rather than null, and an object inside an answer is an answer itself. */
function answered(spec: FieldSpec): FieldSpec {
  const nested = spec.answered?.nested ?? (spec.nested && answerInside(spec.nested));
  const isList = spec.list || spec.kind === 'texts';
  const nullable = isList ? false : (spec.answered?.nullable ?? spec.nullable);
  return { ...spec, ...spec.answered, nullable, required: true, ...(nested && { nested }) };
}

const inside = new WeakMap<object, Dto>();

function answerInside(dto: Dto): Dto {
  if (fieldsOf(dto).every((spec) => spec.required)) return dto;
  const known = inside.get(dto);
  if (known) return known;
  const answer: Dto = answerOf(dto);
  Object.defineProperty(answer, 'name', { value: dto.name.replace(/(Dto)?$/, 'Answer$1') });
  inside.set(dto, answer);
  return answer;
}

/** The names of the fields that a contract declares. */
export const fieldNames = (dto: Dto): string[] => fieldsOf(dto).map((spec) => spec.name);
