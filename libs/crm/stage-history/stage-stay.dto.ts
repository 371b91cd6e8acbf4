import { MoneyDto } from '@crm/contact-details';
import {
  ActorDto,
  contractName,
  FilterTextField,
  namedContract,
  nameFilter,
  ownFields,
  type RecordType,
} from '@crm/records';
import type { FilterSchema } from '@platform/filters';
import {
  ChoiceField,
  type Dto,
  field,
  IdField,
  IntegerField,
  ObjectField,
  PageQueryDto,
  TimeField,
} from '@platform/http';

import { STAY_TYPES } from './stage-stay.entity';

/** Made of the times around it: it is answered, not filtered by. */
const SecondsField = () =>
  field('seconds', { type: 'integer', minimum: 0 }, [], {
    example: 86_400,
    description: 'How long it stood there, up to now while it still does.',
  });

/** The contract of one stay of a record in a stage. */
export const stayContract = ({ name, view }: RecordType): Dto =>
  namedContract(contractName(view, 'StageStay'), {
    id: IdField('stage_stay'),
    record_id: IdField(name),
    type: ChoiceField(STAY_TYPES, {
      description:
        'How it came here: by being created here, from another stage, from another pipeline, or to its end (a stage of success or failure).',
    }),
    pipeline_id: IdField('pipeline'),
    stage_id: IdField('stage'),
    from_stage_id: IdField('stage', { nullable: true, description: 'Where it came from.' }),
    to_stage_id: IdField('stage', {
      nullable: true,
      description: 'Where it went; null while it stands here.',
    }),
    entered_at: TimeField(),
    entered_by: ObjectField(ActorDto, { nullable: true, description: 'Null where nobody wrote it down.' }),
    left_at: TimeField({ nullable: true, description: 'Null while it stands here.' }),
    left_by: ObjectField(ActorDto, { nullable: true }),
    seconds: SecondsField(),
    amount: ObjectField(MoneyDto, {
      kind: 'money',
      nullable: true,
      description: 'As it was when the record left; as it is while it stands here.',
    }),
    probability: IntegerField({
      min: 0,
      max: 100,
      nullable: true,
      example: 40,
      description: 'As it was when the record left; as it is while it stands here. Leads have none.',
    }),
  });

/** What the list of all stays takes. */
export class StaysQueryDto extends PageQueryDto {
  filter?: string;
}

/** Its contract for one kind of record, and what its filter may ask. */
export function staysQuery(
  { name, view }: RecordType,
  stay: Dto,
): { readonly query: new () => StaysQueryDto; readonly schema: FilterSchema } {
  const schema = ownFields(stay, name);
  class Query extends StaysQueryDto {}
  const reference = nameFilter(contractName(view, 'StageStayFilter'), schema);
  FilterTextField(reference, { left_at: { gte: '-30d' } })(Query.prototype, 'filter');
  return { query: Query, schema };
}
