import { contractName, LIST_MODES, type ListMode, namedContract, type RecordType } from '@crm/records';
import { ChoiceField, type Dto, JsonField, ObjectField } from '@platform/http';

/** The kind of job that changes many records. */
export const BULK_UPDATE = 'bulk_update';

/** Which records to change, and how. */
export interface BulkUpdateInput {
  readonly filter: unknown;
  readonly data: object;
  readonly list_mode?: ListMode;
}

/** The contract of a bulk update of one type. */
export const bulkUpdateContract = (type: RecordType): Dto =>
  namedContract(contractName(type.view, 'BulkUpdate'), {
    filter: JsonField(
      { $ref: `#/components/schemas/${contractName(type.view, 'Filter')}` },
      { example: { created_at: { gte: '-7d' } } },
    ),
    data: ObjectField(type.update, { description: 'The fields to change, as with PATCH.' }),
    list_mode: ChoiceField(LIST_MODES, {
      optional: true,
      nullable: false,
      description: 'What lists in `data` mean: the whole list, or entries to put into the one that is there.',
    }),
  });
