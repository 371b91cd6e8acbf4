import type { ExplainedFault } from './explained';

/** Codes of faults from n to z. */
export const FAULTS_N_TO_Z: readonly ExplainedFault[] = [
  {
    code: 'no_line_items',
    meaning: 'The amount of a deal cannot follow from line items that it does not have.',
    remedy: 'Give the deal line items: its amount follows from the first one on.',
  },
  {
    code: 'no_member',
    meaning:
      'The value `"me"` was used by a token that acts for no member, or in the filter of a webhook endpoint, which belongs to nobody.',
    remedy: 'Name the id of a member instead.',
  },
  {
    code: 'no_such_event',
    meaning:
      'The log has no event of this type that the webhook endpoint may see, so there is none to send as a test.',
    remedy: 'Send a made-up one, without `last_real`, or cause one first.',
  },
  {
    code: 'no_price_in_currency',
    meaning: 'The product has no price in the currency of the deal.',
    remedy: 'Send a `unit_price`, or give the product a price in this currency.',
  },
  {
    code: 'not_a_choice',
    meaning: 'The value is not one of the choices.',
    remedy: 'Send one of those that the reference lists.',
  },
  {
    code: 'not_compared',
    meaning: 'This field is not compared when duplicates of this kind of record are looked for.',
    remedy: 'Take one of the fields that the guide to duplicates lists for the object.',
  },
  {
    code: 'not_done',
    meaning: 'An activity that is not done cannot have a time at which it was.',
    remedy: 'Send `done: true` as well, or leave the time out.',
  },
  {
    code: 'not_for_field',
    meaning: 'Values of this field are not made comparable in this way.',
    remedy: 'Take one of the normalizers that the detail names.',
  },
  {
    code: 'not_json',
    meaning: 'The `filter` parameter is not well-formed JSON.',
    remedy: 'Send JSON, percent-encoded.',
  },
  {
    code: 'not_of_this_type',
    meaning: 'Activities of this type do not have the field.',
    remedy: 'Leave it out, or empty it with null when you change the type.',
  },
  {
    code: 'not_possible',
    meaning: 'A field of this type cannot have this rule.',
    remedy: 'Leave it out, or take another type; the guide to custom fields lists what each takes.',
  },
  {
    code: 'not_sortable',
    meaning: 'Lists cannot be sorted by this custom field.',
    remedy: 'Set `indexed` on the field, wait until `index_ready` is true, then ask again.',
  },
  {
    code: 'not_the_key',
    meaning: 'The data of an upsert names another value than the key by which the record was asked for.',
    remedy: 'Leave the field out of the data, or change it with PATCH by the id of the record.',
  },
  {
    code: 'not_together',
    meaning: 'Two members were sent of which each stands for the other.',
    remedy: 'Send one of the two.',
  },
  {
    code: 'not_usable_on_events',
    meaning:
      'A filter on events asks for something that events do not say, such as a field of a linked record.',
    remedy:
      'Filter by the fields of the record itself, by the group of its stage, by `changed` and by `before`; look up the rest when the event comes.',
  },
  {
    code: 'nothing_mapped',
    meaning:
      'The mapping of an incoming webhook URL finds nothing in the payload, so that constants alone would make a record.',
    remedy: 'Look at the payload, which is kept, correct the pointers in `mapping`, and retry it.',
  },
  {
    code: 'one_of',
    meaning: 'One of two members has to be given, and not both.',
    remedy: 'Send the one that `detail` names, or the other.',
  },
  {
    code: 'origin_not_declared',
    meaning: 'A page of the app comes from an origin that its manifest does not name.',
    remedy: 'Add the origin to `origins`.',
  },
  {
    code: 'out_of_range',
    meaning: 'A time that lies outside the years 1 to 9999.',
    remedy: 'Use a time within them.',
  },
  {
    code: 'port_not_allowed',
    meaning: 'The URL names a port that is not allowed.',
    remedy: 'Use 443, or a port from 1024 up that no well-known internal service uses.',
  },
  {
    code: 'read_only_field',
    meaning:
      'The role of the member lets them see this field and not change it, or the app that made it is gone.',
    remedy: 'Leave the field out; an admin can change the role, or install the app again.',
  },
  {
    code: 'required',
    meaning: 'A field is missing or null, and must not be.',
    remedy: 'Send a value.',
  },
  {
    code: 'required_in_stage',
    meaning: 'The stage where the record is to stand, or one before it, asks for a field that is empty.',
    remedy:
      'Fill the field in with the same change, or put the record elsewhere; `GET …/transitions` tells what every stage needs.',
  },
  {
    code: 'reserved',
    meaning: 'The word means something in filters, so no field can be called by it.',
    remedy: 'Take another key.',
  },
  {
    code: 'scheme_not_allowed',
    meaning: 'The URL does not start with `https://`.',
    remedy: 'Give an `https://` URL.',
  },
  {
    code: 'scope_needed',
    meaning: 'The manifest uses something for which it asks no scope.',
    remedy: 'Ask for the scope that the detail names, with a reason.',
  },
  {
    code: 'scope_not_requested',
    meaning: 'An installation cannot be granted a scope that its app does not ask for.',
    remedy: 'Leave the scope out, or let the app ask for it.',
  },
  {
    code: 'segment_cycle',
    meaning: 'The filter of a segment names a segment whose filter names the first one.',
    remedy: 'Take one of the two out of the other.',
  },
  {
    code: 'segment_of_other_object',
    meaning: 'The segment is made of another kind of record than those that are filtered.',
    remedy: 'Use a segment of this kind, or reach the other one through a link.',
  },
  {
    code: 'segments_too_deep',
    meaning: 'Segments stand in segments in segments, deeper than is read.',
    remedy: 'Write the conditions of the innermost ones out.',
  },
  {
    code: 'stage_needed',
    meaning:
      'A pipeline cannot do without this stage: its initial, its success and its first failure stage stay.',
    remedy: 'Rename the stage instead of deleting it.',
  },
  {
    code: 'stage_of_other_pipeline',
    meaning: 'The stage belongs to another pipeline than the one that `pipeline_id` names.',
    remedy: 'Send a stage of that pipeline, or leave `pipeline_id` out.',
  },
  {
    code: 'standard_field',
    meaning: 'Standard fields are the same in all workspaces.',
    remedy: 'Change its name, help text, group, position or whether it is hidden; nothing else.',
  },
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
