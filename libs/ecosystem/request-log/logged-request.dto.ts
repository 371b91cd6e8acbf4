import { field, IdField, IntegerField, ListField, ObjectField, TextField, TimeField } from '@platform/http';
import { exampleId } from '@platform/ids';

const LARGEST = Number.MAX_SAFE_INTEGER;

/** Whose credential a request carried. */
export class RequestCredentialDto {
  @TextField({
    example: exampleId('key'),
    description: 'The installation, key or member that asked.',
  })
  principal: string;
  @IdField('key', { nullable: true, description: 'The key or personal token, if it was one.' })
  key_id: string | null;
  @IdField('member', { nullable: true, example: null, description: 'The member that it acts for.' })
  member_id: string | null;
  @IdField('installation', { nullable: true, description: 'The app that it belongs to.' })
  installation_id: string | null;
}

/** A request and how it was answered. */
export class LoggedRequestDto {
  @IdField('logged_request') id: string;
  @TimeField({ description: 'When it was answered: the order of the log.' }) answered_at: string;
  @field(
    'number',
    { type: 'number', minimum: 0, description: 'From its arrival to the end of the answer.' },
    [],
    {
      example: 12.4,
    },
  )
  duration_ms: number;
  @TextField({ example: 'POST' }) method: string;
  @TextField({
    nullable: true,
    max: 1000,
    example: '/v1/leads/{id}',
    description:
      'The path of the operation, as the API document writes it; null for an address that there is not.',
  })
  route: string | null;
  @TextField({ max: 1000, example: `/v1/leads/${exampleId('lead')}` }) path: string;
  @TextField({
    nullable: true,
    max: 2000,
    example: 'limit=20',
    description: 'The query string; secrets are `[redacted]`.',
  })
  query: string | null;
  @IntegerField({ min: 100, max: 999, example: 201 }) status: number;
  @TextField({
    nullable: true,
    example: null,
    description: 'The `code` of the problem that it was answered with.',
  })
  problem: string | null;
  @ObjectField(RequestCredentialDto) credential: RequestCredentialDto;
  @TextField({ example: exampleId('request'), description: 'The `Request-Id` of the answer.' })
  request_id: string;
  @TextField({ nullable: true, example: '203.0.113.7' }) address: string | null;
  @TextField({ nullable: true, max: 300, example: 'dealwright-node/0.1.0' }) user_agent: string | null;
  @IntegerField({
    min: 1,
    max: LARGEST,
    example: 1,
    description:
      'How many requests it stands for: more than 1 while a workspace makes so many that only a sample of those that go well is kept.',
  })
  sample_rate: number;
}

/** A delivery of an event, as far as it has come. */
export class CausedDeliveryDto {
  @IdField('delivery') id: string;
  @IdField('webhook_endpoint') endpoint_id: string;
  @TextField({ example: 'delivered', description: 'As in the list of deliveries.' }) state: string;
  @IntegerField({ min: 0, max: LARGEST, example: 1 }) attempts: number;
}

/** An event that a request caused. */
export class CausedEventDto {
  @IdField('event') id: string;
  @TextField({ example: 'lead.created' }) type: string;
  @ListField(CausedDeliveryDto, {
    max: 1000,
    nullable: true,
    description: 'Where it was sent to; null for a token without `webhooks:manage`.',
  })
  deliveries: CausedDeliveryDto[] | null;
}

const HeadField = (description: string, example: string | null) =>
  TextField({ nullable: true, min: 0, max: 2048, description, example });

/** A request with the beginnings of its bodies, and what it caused. */
export class LoggedRequestDetailsDto extends LoggedRequestDto {
  @HeadField(
    'The first 2 kB of the body, as JSON; what is secret is `[redacted]`. Null when there was none, or it was a file.',
    '{"title":"Website enquiry"}',
  )
  request_body: string | null;
  @HeadField('The first 2 kB of the answer.', '{"id":"lead_01j4eds6gyfgx9y00b5gex2qv0"}')
  response_body: string | null;
  @ListField(CausedEventDto, {
    max: 100,
    description:
      'The events with its `request_id` that the token may read, at most 100, also those of a job that it started.',
  })
  events: CausedEventDto[];
}
