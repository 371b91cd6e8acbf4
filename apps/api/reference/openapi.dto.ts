import { JsonField, TextField } from '@platform/http';

/** An OpenAPI document, as far as its reader needs a type: its parts are described by the OpenAPI Specification. */
export class OpenApiDto {
  @TextField({ description: 'The version of the OpenAPI Specification.', example: '3.1.0' }) openapi: string;
  @JsonField({ type: 'object' }, { description: 'Title, version and licence.', example: {} }) info: object;
  @JsonField({ type: 'array', items: { type: 'object' } }, { description: 'Where the API is.', example: [] })
  servers: object[];
  @JsonField({ type: 'array', items: { type: 'object' } }, { description: 'Groups.', example: [] })
  tags: object[];
  @JsonField({ type: 'object' }, { description: 'The operations by path.', example: {} }) paths: object;
  @JsonField({ type: 'object' }, { description: 'The events by name.', example: {} }) webhooks: object;
  @JsonField({ type: 'object' }, { description: 'Schemas and ways to sign in.', example: {} })
  components: object;
}
