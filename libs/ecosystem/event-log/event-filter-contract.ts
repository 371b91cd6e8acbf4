/** The longest text of a filter in a query string. */
export const MAX_FILTER_TEXT = 10_000;

/** Which fields a filter may name depends on the types of event that it is asked of. */
export const EVENT_FILTER = {
  type: 'object',
  additionalProperties: true,
  description: 'Conditions on events, all of which must hold; see the guide to filters.',
} as const;
