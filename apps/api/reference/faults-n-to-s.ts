import type { ExplainedFault } from './explained';

/** Codes of faults from n to s. */
export const FAULTS_N_TO_S: readonly ExplainedFault[] = [
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
    code: 'not_merged',
    meaning: 'A field of the survivor is to be taken from a record that takes no part in the merge.',
    remedy: 'Name the survivor or one of the records in `merge`.',
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
];
