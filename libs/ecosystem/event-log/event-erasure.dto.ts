import { IntegerField, TextField } from '@platform/http';

/** Of what the events are to forget everything. */
export class EraseEventsDto {
  @TextField({
    description: 'The id of a record, or of anything else that events are about.',
    example: 'cont_01jc6nrygyfgx9y01bdgemwqv0',
  })
  id: string;
}

/** What was erased. */
export class ErasedEventsDto {
  @TextField({ example: 'cont_01jc6nrygyfgx9y01bdgemwqv0' }) id: string;
  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: 'How many events told something of it until now.',
    example: 12,
  })
  erased: number;
}
