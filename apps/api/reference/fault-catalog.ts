/** A `code` of one entry in a problem's `errors`, explained. */
export interface ExplainedFault {
  readonly code: string;
  /** What is wrong. Here and below `backticks` mark what is typed. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

/** Every code that `errors[].code` can carry, in alphabetical order. A test finds those that the sources use and this list lacks. */
export const FAULTS: readonly ExplainedFault[] = [
  {
    code: 'amount_of_line_items',
    meaning: 'The amount of this deal follows from its line items, and cannot be typed.',
    remedy: 'Change the line items, or send `amount_mode: "manual"` together with the amount.',
  },
  {
    code: 'base_currency',
    meaning: 'The base currency of the workspace has no exchange rate: it is worth itself.',
    remedy: 'Set rates of other currencies only.',
  },
  {
    code: 'before_begin',
    meaning: 'A day of ending is earlier than the day of beginning.',
    remedy: 'Move one of the two days.',
  },
  {
    code: 'circular_parent',
    meaning: 'A company would belong to itself, or to one that belongs to it.',
    remedy: 'Name another parent, or take the company out of the chain first.',
  },
  {
    code: 'circular_reference',
    meaning: 'Operations of a batch wait for one another.',
    remedy: 'Break the circle: create one of the records first, then change it.',
  },
  {
    code: 'contradicts_companies',
    meaning: 'The field `company_id` and the primary entry of `companies` name different companies.',
    remedy: 'Send one of the two, or the same company in both.',
  },
  {
    code: 'currency_mismatch',
    meaning: 'The line items of a deal are all in one currency, which is also that of its amount.',
    remedy: 'Use the currency that the detail names, or replace all lines with `currency`.',
  },
  {
    code: 'default_needed',
    meaning: 'Every object needs a default pipeline, and this would leave it without one.',
    remedy: 'Make another pipeline the default first.',
  },
  {
    code: 'duplicate',
    meaning: 'The same thing stands twice in a list.',
    remedy: 'Name it once.',
  },
  {
    code: 'empty',
    meaning: 'A filter or a search that says nothing.',
    remedy: 'Give at least one condition, or one word of letters or digits.',
  },
  {
    code: 'empty_record',
    meaning: 'Nothing in the record tells what or whom it is about.',
    remedy: 'Fill at least one of the fields that the detail names.',
  },
  {
    code: 'failed_reference',
    meaning: 'The operation that a `$ref` names has failed.',
    remedy: 'Correct that operation, then send both again.',
  },
  {
    code: 'filter_too_deep',
    meaning: 'A filter nests deeper than is read.',
    remedy: 'Flatten it: conditions beside each other are joined with and.',
  },
  {
    code: 'filter_too_large',
    meaning: 'A filter has more conditions, or a list more values, than is read.',
    remedy: 'Split it into several requests; the detail names the limit.',
  },
  {
    code: 'fragment_not_allowed',
    meaning: 'The URL has a fragment (`#…`), which no server ever sees.',
    remedy: 'Leave the fragment out.',
  },
  {
    code: 'header_invalid',
    meaning: 'A header has a name or a value that HTTP does not allow.',
    remedy: 'Use letters, digits and hyphens in the name, and visible ASCII in the value.',
  },
  {
    code: 'header_not_allowed',
    meaning: 'The header is one that this server sets itself, or that belongs to the connection.',
    remedy: 'Choose another name for it.',
  },
  {
    code: 'host_not_allowed',
    meaning: 'The URL names a host that is not on the public internet.',
    remedy: 'Give the address of a host that can be reached from everywhere.',
  },
  {
    code: 'in_use',
    meaning: 'Other records still stand in what you want to delete.',
    remedy: 'Say with `replace_with` where they go, or move or delete them first.',
  },
  {
    code: 'invalid',
    meaning: 'The value breaks a rule that has no code of its own.',
    remedy: 'Read the detail: it states the rule.',
  },
  {
    code: 'invalid_cursor',
    meaning: 'The cursor was not made by this server, or not for this list, filter, order and caller.',
    remedy: 'Send `next_cursor` back as it came, with the same parameters; else start without a cursor.',
  },
  {
    code: 'invalid_id',
    meaning: 'The text is not an id, or it is the id of another kind of thing.',
    remedy: 'Send an id with the prefix that the detail names.',
  },
  {
    code: 'invalid_idempotency_key',
    meaning: 'The `Idempotency-Key` header is empty, longer than 255 characters or not visible ASCII.',
    remedy: 'Send a UUID.',
  },
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
    code: 'not_json',
    meaning: 'The `filter` parameter is not well-formed JSON.',
    remedy: 'Send JSON, percent-encoded.',
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
    code: 'not_usable_on_events',
    meaning:
      'A filter on events asks for something that events do not say, such as a field of a linked record.',
    remedy:
      'Filter by the fields of the record itself, by the group of its stage, by `changed` and by `before`; look up the rest when the event comes.',
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
    code: 'scope_not_requested',
    meaning: 'An installation cannot be granted a scope that its app does not ask for.',
    remedy: 'Leave the scope out, or let the app ask for it.',
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
