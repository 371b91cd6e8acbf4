import {
  ChoiceField,
  IdField,
  IntegerField,
  ObjectField,
  PageQueryDto,
  ProblemDto,
  TextField,
  TimeField,
} from '@platform/http';

import { JOB_STATES, type JobState } from './job.entities';

const count = (description: string) => IntegerField({ min: 0, max: 2_147_483_647, example: 0, description });

/** How far a job came. */
class JobProgressDto {
  @count(
    'Records that were meant at the request; those that were changed or deleted before their turn came may no longer be.',
  )
  total: number;
  @count('Records that were looked at.') processed: number;
  @count('Records that changed.') updated: number;
  @count('Records that were so already.') unchanged: number;
  @count('Records that could not be changed: the results say why.') failed: number;
}

/** Work that goes on after its request was answered; it and its results are kept for 30 days after its end. */
export class JobDto {
  @IdField('job') id: string;
  @TextField({ example: 'bulk_update', description: 'What is done.' }) kind: string;
  @TextField({ example: 'lead', description: 'The kind of record.' }) object: string;
  @ChoiceField(JOB_STATES) state: JobState;
  @ObjectField(JobProgressDto) progress: JobProgressDto;
  @ObjectField(ProblemDto, {
    nullable: true,
    description: 'With the state `failed`: why it could not go on.',
  })
  problem: object | null;
  @TimeField() created_at: string;
  @TimeField({ nullable: true, example: null }) started_at: string | null;
  @TimeField({
    nullable: true,
    example: null,
    description: 'When it ended. 30 days later it is removed with its results.',
  })
  finished_at: string | null;
}

/** What became of one record. */
export class JobResultDto {
  @TextField({ example: 'lead_01jc6nrygyfgx9y01bdgemwqv0', description: 'The record.' }) id: string;
  @IntegerField({
    min: 200,
    max: 599,
    example: 200,
    description: 'The status that the write would have had alone.',
  })
  status: number;
  @ChoiceField(['updated', 'unchanged'], { nullable: true }) result: string | null;
  @ObjectField(ProblemDto, { nullable: true, description: 'Why it was not changed.' }) problem: object | null;
}

export class JobResultsQueryDto extends PageQueryDto {}
