import type { ExplainedFault } from './explained';

/** Codes of faults from a to m. */
export const FAULTS_A_TO_M: readonly ExplainedFault[] = [
  {
    code: 'amount_of_line_items',
    meaning: 'The amount of this deal follows from its line items, and cannot be typed.',
    remedy: 'Change the line items, or send `amount_mode: "manual"` together with the amount.',
  },
  {
    code: 'app_unanswered',
    meaning:
      'An app that checks this write did not answer in time, and the workspace wants no write without it.',
    remedy: 'Try again; an admin can suspend the app, or let writes pass with `unanswered_checks: "warn"`.',
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
    code: 'check_failed',
    meaning: 'An address of the app does not do what the marketplace asks of all apps.',
    remedy: 'Have it do what the detail says, then submit the app again.',
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
    code: 'convert_instead',
    meaning: 'A lead cannot be moved to the success stage: it comes there by being converted.',
    remedy: 'Convert it with `POST /v1/leads/{id}/convert`.',
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
    code: 'does_not_convert',
    meaning: 'The record that the pointer names has a value that the new type of the field cannot hold.',
    remedy: 'Correct the value, or empty it, then convert the field.',
  },
  {
    code: 'duplicate',
    meaning: 'The same thing stands twice in a list.',
    remedy: 'Name it once.',
  },
  {
    code: 'empty',
    meaning: 'A filter, a search or a conversion that says nothing.',
    remedy:
      'Give at least one condition, one word of letters or digits, or one record that the lead is to become.',
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
    code: 'finds_nothing',
    meaning: 'A rule for duplicates requires no field by which records are found.',
    remedy: 'Make a condition required on one of the fields that the detail names.',
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
    code: 'hidden_field_required',
    meaning:
      'The stage where the record is to stand asks for a field that is empty, and that your role does not show you.',
    remedy: 'Ask somebody who sees the field to fill it in, or put the record elsewhere.',
  },
  {
    code: 'in_use',
    meaning: 'Other records still stand in what you want to delete.',
    remedy: 'Say with `replace_with` where they go, or move or delete them first.',
  },
  {
    code: 'incompatible_field',
    meaning: 'A field cannot hold what the other field of the pair says.',
    remedy: 'Choose two fields of the same kind, or a text as the target.',
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
    code: 'invalid_redirect_uri',
    meaning: 'Nobody may be sent back to this address.',
    remedy:
      'Send an https address, http to a loopback address, or, for a public app, a scheme of your own that is your domain backwards; without a fragment, a user name or a wildcard.',
  },
  {
    code: 'key_differs',
    meaning: 'A version of an app has another key than the app.',
    remedy: 'Keep the key, or make another app.',
  },
  {
    code: 'key_taken',
    meaning: 'Another value of the directory has this key.',
    remedy: 'Take another key, or leave it out: one is made of the name.',
  },
  {
    code: 'lead_converted',
    meaning: 'The lead was converted and is read-only since.',
    remedy: 'Change what it became, or undo the conversion with `POST /v1/leads/{id}/unconvert`.',
  },
  {
    code: 'missing_right',
    meaning: 'The role of the member does not let them do this with the record, or not in that place.',
    remedy: 'See what they may do with `GET /v1/members/{id}/effective-rights`.',
  },
];
