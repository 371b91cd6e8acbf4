import { ChoiceField, PageQueryDto, TextField, TimeField } from '@platform/http';
import { exampleId } from '@platform/ids';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What the list of requests takes; all conditions together. */
export class RequestLogQueryDto extends PageQueryDto {
  @ChoiceField(METHODS, { optional: true, example: 'POST' }) method?: (typeof METHODS)[number];

  @TextField({
    optional: true,
    max: 3,
    pattern: /^[1-5](\d\d|xx)$/,
    example: '4xx',
    description: 'A status (`404`), or all that begin like it (`4xx`).',
  })
  status?: string;

  @TextField({
    optional: true,
    max: 1000,
    pattern: /^\//,
    example: '/v1/leads/{id}',
    description: 'The path of an operation, or that of a request.',
  })
  path?: string;

  @TextField({
    optional: true,
    max: 100,
    example: exampleId('key'),
    description: 'The id of a key or personal token, a member, or an installation.',
  })
  credential?: string;

  @TextField({ optional: true, max: 200, example: exampleId('request') }) request_id?: string;

  @TextField({
    optional: true,
    max: 100,
    example: 'invalid_request',
    description: 'The `code` of the problem that they were answered with.',
  })
  problem?: string;

  @TimeField({ optional: true, description: 'Only what was answered then or later.' }) since?: string;
  @TimeField({ optional: true, description: 'Only what was answered before.' }) until?: string;
}
