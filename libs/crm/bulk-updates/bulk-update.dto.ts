import { contractName, LIST_MODES, type ListMode, namedContract, type RecordType } from '@crm/records';
import { ChoiceField, type Dto, JsonField, ListField, ObjectField } from '@platform/http';
import { JobDto, JobResultDto } from '@platform/jobs';

/** The kind of job that changes many records. */
export const BULK_UPDATE = 'bulk_update';

/** Which records to change, and how. */
export interface BulkUpdateInput {
  readonly filter: unknown;
  readonly data: object;
  readonly list_mode?: ListMode;
}

/** How many records a dry run tries the change on. */
export const TRIED = 100;

/** The answer to a bulk update: its job, and what a dry run found out. */
export class BulkUpdateDto extends JobDto {
  @ListField(JobResultDto, {
    optional: true,
    nullable: false,
    max: TRIED,
    description: `With \`validate_only\` alone: what would become of the first ${TRIED} records, which \`progress\` counts too.`,
  })
  results?: JobResultDto[];
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
