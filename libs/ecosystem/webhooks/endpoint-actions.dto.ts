import { BooleanField, IntegerField, TextField } from '@platform/http';

const DAY_HOURS = 24;

/** How long the secret before a rotation stays valid, unless told. */
export const USUAL_OVERLAP_HOURS = DAY_HOURS;

/** How a secret is replaced. */
export class RotateWebhookSecretDto {
  @IntegerField({
    optional: true,
    min: 0,
    max: 7 * DAY_HOURS,
    description: `For how many hours the secret before signs along, ${USUAL_OVERLAP_HOURS} unless told. With 0 it ends at once: that is for one that got out.`,
    example: USUAL_OVERLAP_HOURS,
  })
  overlap_hours?: number | null;
}

/** From where an endpoint goes on. */
export class ResumeWebhookEndpointDto {
  @TextField({
    optional: true,
    max: 40,
    description:
      '`stop` (unless told): from where it stopped, with all that happened meanwhile. `now`: only what happens from now on. Or a time: with what happened then or later, sent before or not. What is left out so while it was pending is listed as `failed`.',
    example: 'stop',
  })
  from?: string | null;
}

/** Which type of event to send as a test. */
export class TestWebhookEndpointDto {
  @TextField({
    optional: true,
    description: 'A type of event, the first that the endpoint takes unless told.',
    example: 'deal.won',
  })
  type?: string | null;

  @BooleanField({
    optional: true,
    description:
      'Send a copy of the latest real event of the type instead of a made-up one; it has an id of its own.',
    example: false,
  })
  last_real?: boolean | null;
}

/** What came of a test. */
export class WebhookTestDto {
  @BooleanField({ description: 'Whether the receiver answered 2xx.', example: true }) delivered: boolean;
  @IntegerField({ nullable: true, min: 100, max: 999, example: 204 }) status: number | null;
  @TextField({ nullable: true, description: 'Why there was no usable answer.', example: null })
  error: string | null;
  @IntegerField({ min: 0, max: 600_000, example: 84 }) duration_ms: number;
  @TextField({
    nullable: true,
    min: 0,
    max: 4096,
    description: 'The beginning of the answer.',
    example: null,
  })
  response: string | null;
}
