import { IntegerField, ListField, TextField, TextListField } from './fields/fields';

/** One thing that is wrong with a request, and where. */
export class FaultDto {
  @TextField({
    min: 0,
    max: 1000,
    description: 'A JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter.',
    example: '/phones/0/value',
  })
  pointer: string;

  @TextField({ description: 'Stable and for programs, which must expect new ones.', example: 'required' })
  code: string;

  @TextField({ max: 1000, description: 'Says what to do.', example: 'value is required' }) detail: string;
}

/** Members of some kinds of problem alone (RFC 9457, section 3.2). */
const SOMETIMES = { optional: true, nullable: false };

/** RFC 9457 problem details: the body of every error answer. */
export class ProblemDto {
  @TextField({
    max: 500,
    description: 'The page that explains this kind of problem.',
    example: 'https://crm.example.com/docs/problems#invalid_request',
  })
  type: string;

  @TextField({ example: 'The request is not valid' }) title: string;
  @IntegerField({ min: 400, max: 599, example: 400 }) status: number;
  @TextField({ max: 2000, example: 'value is required (/phones/0/value)' }) detail: string;
  @TextField({
    description: 'Stable and for programs, which must expect new ones.',
    example: 'invalid_request',
  })
  code: string;

  @TextField({ description: 'Name it when you ask for help.', example: 'req_01jc6nr…' }) request_id: string;
  @ListField(FaultDto, { max: 1000, description: 'All faults at once.' }) errors: FaultDto[];

  @TextField({ ...SOMETIMES, description: 'With `missing_scope`: the scope that the token lacks.' })
  required_scope?: string;

  @TextField({
    ...SOMETIMES,
    description: 'With `missing_right`: the object and what is done with it.',
    example: 'deal.update',
  })
  required_right?: string;

  @TextField({
    ...SOMETIMES,
    description: 'With `missing_right`: how far the right of the member reaches there.',
    example: 'own',
  })
  granted?: string;

  @TextField({ ...SOMETIMES, description: 'With `missing_right`: the key of the role that says so.' })
  role?: string;

  @TextField({
    ...SOMETIMES,
    description: 'With `version_mismatch`, perhaps `precondition_failed`: the ETag that the record has now.',
  })
  current_etag?: string;

  @TextListField({
    ...SOMETIMES,
    max: 1000,
    description:
      'With `version_mismatch`: the fields that have changed since. Missing when that is too long ago to tell.',
  })
  changed?: string[];

  @TextField({
    ...SOMETIMES,
    description:
      'With `already_exists` and `deleted_record`: the record that holds the value; with `record_merged`: the survivor.',
  })
  existing_id?: string;

  @TextField({ ...SOMETIMES, description: 'With `later_merge`: the merge that has to be undone first.' })
  merge_id?: string;

  @TextListField({
    ...SOMETIMES,
    max: 20,
    description:
      'With `keys_of_two_records`: the records that the keys belong to; with `already_converted`: what the lead became; with `touched_since`: what stands in the way.',
  })
  existing_ids?: string[];

  @TextField({
    ...SOMETIMES,
    max: 2000,
    description: 'With `cursor_expired` and `cursor_reset`: where the log can be read from.',
  })
  earliest_cursor?: string;

  @TextListField({
    ...SOMETIMES,
    max: 10,
    description: 'With `rate_limited`: the policies in RateLimit-Policy whose budget is used up.',
    example: ['principal'],
  })
  violated_policies?: string[];
}
