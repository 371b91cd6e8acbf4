import {
  answerOf,
  ChoiceField,
  declare,
  fieldsOf,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimeField,
} from '@platform/http';
import type { IdKind } from '@platform/ids';

/** Who made a change. */
export class ActorDto {
  @ChoiceField(['member', 'app', 'form', 'import', 'automation', 'system']) type: string;
  @TextField({
    nullable: true,
    description: 'The id of the member, installation or key.',
    example: 'key_01jc6nrykyfgx9y02bdge4zqv0',
  })
  id: string | null;
}

/** What every record tells of itself. */
export class RecordDto {
  id: string;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  created_by: ActorDto;
  updated_by: ActorDto;
}

type AnswerOf<T extends object> = new () => RecordDto & T;

/** The contract of a record in answers: its id, every field that can be written, and its history. */
export function recordAnswer<T extends object>(kind: IdKind, fields: new () => T): AnswerOf<T> {
  const Answer = class {} as AnswerOf<T>;
  const add = (name: string, decorate: PropertyDecorator) => {
    decorate(Answer.prototype as object, name);
  };
  add('id', IdField(kind));
  for (const spec of fieldsOf(answerOf(fields))) declare(Answer.prototype as object, spec);
  add(
    'version',
    IntegerField({ min: 1, max: 2_147_483_647, example: 1, description: 'One more with every change.' }),
  );
  add('created_at', TimeField());
  add('updated_at', TimeField());
  add('deleted_at', TimeField({ nullable: true, example: null }));
  add('created_by', ObjectField(ActorDto));
  add('updated_by', ObjectField(ActorDto));
  return Answer;
}
