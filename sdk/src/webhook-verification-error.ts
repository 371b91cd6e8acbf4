import { DealwrightError } from './errors.ts';

/** Why a delivery is not to be trusted. */
export type WebhookFault =
  | 'missing_header'
  | 'bad_timestamp'
  | 'too_old'
  | 'too_new'
  | 'no_matching_signature'
  | 'bad_secret'
  | 'bad_body';

/** The delivery did not come from the server, came too late, or was changed on the way: answer it with 401. */
export class WebhookVerificationError extends DealwrightError {
  override readonly name = 'WebhookVerificationError';
  readonly code: WebhookFault;

  constructor(code: WebhookFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
