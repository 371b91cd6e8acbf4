import { IdField, JsonField, leaveOpen, TextField } from '@platform/http';

const Answer = (example: string, description?: string) =>
  TextField({ optional: true, max: 20_000, example, ...(description && { description }) });

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
  @Answer('google') utm_source?: string;
  @Answer('cpc') utm_medium?: string;
  @Answer('spring') utm_campaign?: string;
  @Answer('banner') utm_content?: string;
  @Answer('desks') utm_term?: string;
}
