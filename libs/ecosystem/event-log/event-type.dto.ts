import { JsonField, TextField } from '@platform/http';

/** A kind of event that can happen, for choosing what to subscribe to. */
export class EventTypeDto {
  @TextField({ example: 'deal.won' }) name: string;
  @TextField({ max: 500, example: 'A deal was won' }) summary: string;
  @TextField({ description: 'What `data.object` is.', example: 'deal' }) object: string;
  @TextField({ description: 'What a token must hold to see it.', example: 'deals:read' }) scope: string;

  @JsonField(
    { type: 'object', additionalProperties: true },
    { description: 'What such an event looks like.', example: { type: 'deal.won' } },
  )
  example: object;
}
