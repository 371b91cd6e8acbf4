import { IdField, JsonField, leaveOpen, TextField } from '@platform/http';

/** The largest form, in bytes: whatever fits into it is kept whole. */
export const MAX_FORM_BYTES = 64 * 1024;

const Answer = (example: string, description?: string) =>
  TextField({ optional: true, max: MAX_FORM_BYTES, example, ...(description && { description }) });

const Mark = (example: string) => TextField({ optional: true, max: 500, example });

/** The answers by the names of the form's fields; these are the usual ones, and a list of texts is several answers. */
export class FormPostDto {
  @Answer('Ada') first_name?: string | null;
  @Answer('Lovelace') last_name?: string | null;
  @JsonField(
    { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    { optional: true, nullable: false, example: 'ada@example.com' },
  )
  emails?: unknown;
  @JsonField(
    { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    { optional: true, nullable: false, example: '+33 6 12 34 56 78' },
  )
  phones?: unknown;
  @Answer('Please call me.') comment?: string | null;
  @Answer('yes', 'Whether the visitor agreed to the text of the form’s consent.') _consent?: string | null;
  @Answer('https://www.example.com/contact', 'The page with the form; the `Referer` unless told.')
  _page?: string | null;
  @Answer('https://www.google.com/', 'Whence the visitor came to that page.') _referrer?: string | null;
}

leaveOpen(FormPostDto);

/** What is told of a submission. */
export class FormReceiptDto {
  @IdField('form_submission') id: string;
}

/** The marks of a campaign may stand in the address as well. */
export class FormPostQueryDto {
  @Mark('google') utm_source?: string;
  @Mark('cpc') utm_medium?: string;
  @Mark('spring') utm_campaign?: string;
  @Mark('banner') utm_content?: string;
  @Mark('desks') utm_term?: string;
}
