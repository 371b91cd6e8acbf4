import type { ExplainedFault } from './explained';

/** Codes of faults from t to z. */
export const FAULTS_T_TO_Z: readonly ExplainedFault[] = [
  {
    code: 'too_large',
    meaning: 'The number is larger than allowed.',
    remedy: 'Send a smaller one: the reference states the limit.',
  },
  {
    code: 'too_long',
    meaning: 'A text in a filter is longer than is compared.',
    remedy: 'Shorten it; the detail names the limit.',
  },
  {
    code: 'too_many',
    meaning: 'The list has more items than allowed.',
    remedy: 'Send fewer: the reference states the limit.',
  },
  {
    code: 'too_many_levels',
    meaning: 'Companies would be nested deeper than they may be.',
    remedy: 'Name a parent that stands higher; the detail names the limit.',
  },
  {
    code: 'too_many_links',
    meaning: 'A filter looks through more linked records than is read.',
    remedy: 'Look through fewer; the detail names the limit.',
  },
  {
    code: 'too_many_words',
    meaning: 'A search has more words than are looked for.',
    remedy: 'Search for the most telling ones; the detail names the limit.',
  },
  {
    code: 'too_small',
    meaning: 'The number is smaller than allowed.',
    remedy: 'Send a larger one: the reference states the limit.',
  },
  {
    code: 'unknown_directory_value',
    meaning: 'The directory has no value with this key in this workspace.',
    remedy: 'Send one that `GET /v1/directories/{directory}/values` lists, or add the value there.',
  },
  {
    code: 'unknown_event_type',
    meaning: 'No event has this name.',
    remedy: 'Pick from `GET /v1/event-types`.',
  },
  {
    code: 'unknown_field',
    meaning: 'The body has a field that the operation does not know.',
    remedy: 'Check its spelling, and that it is not one that only answers carry.',
  },
  {
    code: 'unknown_parameter',
    meaning: 'The query string has a parameter that the operation does not know.',
    remedy: 'Check its spelling in the reference.',
  },
  {
    code: 'unknown_reference',
    meaning: 'The id names nothing in this workspace, or something that does not fit here.',
    remedy: 'Check that the record exists, is not deleted and is of the right kind.',
  },
  {
    code: 'unknown_role',
    meaning: 'There is no role with this key in the workspace.',
    remedy: 'Take a `key` of `GET /v1/roles`.',
  },
  {
    code: 'unknown_scope',
    meaning: 'No operation needs such a scope.',
    remedy: 'Take the names from the security scheme `oauth2` of the API document.',
  },
  {
    code: 'unknown_segment',
    meaning: 'There is no segment with this id: it may have been deleted.',
    remedy: 'Restore it, or take it out of the filter.',
  },
  {
    code: 'unknown_setting',
    meaning: 'A role names something to configure that there is not.',
    remedy: 'Take the first word of a scope that is not about records, such as `pipelines` or `members`.',
  },
  {
    code: 'unsuitable_replacement',
    meaning: 'What `replace_with` names cannot take what stands in the thing to be deleted.',
    remedy: 'Name another one; the detail says which are suitable.',
  },
  {
    code: 'url_invalid',
    meaning: 'The text is not an absolute URL.',
    remedy: 'Give a URL such as `https://example.com/hooks`, without spaces or backslashes.',
  },
  {
    code: 'url_too_long',
    meaning: 'The URL is longer than 2,048 characters.',
    remedy: 'Give a shorter one.',
  },
  {
    code: 'userinfo_not_allowed',
    meaning: 'The URL has a user name or a password in it.',
    remedy: 'Put the credential into a header of the endpoint.',
  },
  {
    code: 'version_not_greater',
    meaning: 'A version of an app is not greater than the one that is rolled out (Semantic Versioning).',
    remedy: 'Raise the version.',
  },
  {
    code: 'wrong_expiry',
    meaning: 'The time of expiry is past, or too far away.',
    remedy: 'Choose one within the span that the detail names.',
  },
  {
    code: 'wrong_format',
    meaning: 'The text is not written in the form that the field asks for.',
    remedy: 'Compare it with the example in the reference.',
  },
  {
    code: 'wrong_length',
    meaning: 'The text is shorter or longer than allowed.',
    remedy: 'Keep within the lengths that the reference states.',
  },
  {
    code: 'wrong_object',
    meaning: 'An id and the kind of record that is named beside it do not fit.',
    remedy: 'Leave the kind out: it follows from the id.',
  },
  {
    code: 'wrong_order',
    meaning: 'Some kinds have a fixed place, and the order that you sent breaks it.',
    remedy: 'Leave the initial stage first, success after all regular stages, and failure last.',
  },
  {
    code: 'wrong_type',
    meaning: 'The value is of another JSON type than the field.',
    remedy: 'Send the type that the reference states; numbers and booleans without quotes.',
  },
];
