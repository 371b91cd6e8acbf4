import { ChoiceField, PageQueryDto, TextField, TimeField } from '@platform/http';
import { exampleId } from '@platform/ids';

const SORTS = ['-number', 'number'] as const;

/** Which part of the log, by time. */
export class AuditRangeDto {
  @TimeField({ optional: true, description: 'Only what was done then or later.' }) since?: string;
  @TimeField({ optional: true, description: 'Only what was done before.' }) until?: string;
}

/** What lists of entries take. */
export class AuditQueryDto extends PageQueryDto {
  @TextField({
    optional: true,
    max: 100,
    example: 'member.updated',
    description: 'Only actions of this name.',
  })
  action?: string;
  @TextField({
    optional: true,
    max: 100,
    example: exampleId('member'),
    description: 'Only what this member or app did, by its id.',
  })
  actor?: string;
  @TextField({
    optional: true,
    max: 100,
    example: exampleId('key'),
    description: 'Only what was done to this thing, by its id.',
  })
  target?: string;
  @TimeField({ optional: true, description: 'Only what was done then or later.' }) since?: string;
  @TimeField({ optional: true, description: 'Only what was done before.' }) until?: string;
  @ChoiceField(SORTS, { optional: true, example: '-number', description: 'The newest first unless told.' })
  sort?: (typeof SORTS)[number];
}
