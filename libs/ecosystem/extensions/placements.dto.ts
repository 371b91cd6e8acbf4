import { IdField, JsonField, ObjectField, TextField, TimeField } from '@platform/http';

/** The app behind a placement. */
export class PlacedAppDto {
  @IdField('app') id: string;
  @TextField({ nullable: true, max: 60, example: 'quote-builder' }) key: string | null;
  @TextField({ example: 'Quote builder' }) name: string;
}

/** Something that an app shows beside a record, in a frame. */
export class PlacementDto {
  @TextField({ max: 60, example: 'deal.form.section' }) slot: string;
  @TextField({
    max: 2048,
    example: 'https://quotes.example.com/section',
    description: 'The page in the frame.',
  })
  url: string;
  @TextField({ max: 60, example: 'Quotes' }) title: string;
  @JsonField(
    { type: 'object', additionalProperties: { type: 'string' } },
    { example: { de: 'Angebote' }, description: 'The title in other languages.' },
  )
  titles: Readonly<Record<string, string>>;
  @ObjectField(PlacedAppDto) app: PlacedAppDto;
  @IdField('installation') installation_id: string;
  @TextField({
    nullable: true,
    max: 4000,
    example: 'eyJhbGciOiJFUzI1NiJ9.…',
    description:
      'For the frame: proves to the app who looks at what, for a minute (an ES256 JWT by the keys under `/oauth/jwks`). No credential of the API. Null when nobody looks: for a token that acts for no member.',
  })
  context_token: string | null;
  @TimeField({ nullable: true }) context_expires_at: string | null;
}
