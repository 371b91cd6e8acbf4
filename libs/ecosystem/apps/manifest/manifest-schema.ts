import { PAYLOADS } from '@ecosystem/event-log';
import { ORDERINGS } from '@ecosystem/webhooks';
import type { JsonSchema } from '@platform/http';

/** What an app can be found under. */
export const CATEGORIES = [
  'accounting',
  'analytics',
  'automation',
  'calls',
  'data',
  'documents',
  'email',
  'forms',
  'messaging',
  'payments',
  'productivity',
  'sales',
  'shops',
  'support',
] as const;

const LANGUAGE = '^[a-z]{2}(-[A-Z]{2})?$';
const FIELD = '^([a-z][a-z0-9_]*(\\.[a-z0-9][a-z0-9_]*)?|\\*)$';

const text = (maxLength: number, more: object = {}) => ({ type: 'string', minLength: 1, maxLength, ...more });
const address = (description: string) => text(2048, { format: 'uri', description });
const list = (items: object, maxItems: number, more: object = {}) => ({
  type: 'array',
  items,
  maxItems,
  ...more,
});
const object = (properties: object, required: readonly string[], more: object = {}) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  ...more,
});
const names = (maxLength: number) => ({
  type: 'object',
  propertyNames: { pattern: LANGUAGE },
  additionalProperties: text(maxLength),
  maxProperties: 50,
  description: 'The same in other languages, by their tags (BCP 47), such as `de` or `pt-BR`.',
});

const SCOPES = list(
  object(
    { scope: text(100), reason: text(500, { description: 'Why; admins read it before they install.' }) },
    ['scope', 'reason'],
  ),
  100,
);

const FIELDS = list(text(100, { pattern: FIELD }), 300, { uniqueItems: true });

const SETTING = object(
  {
    type: { enum: ['string', 'integer', 'number', 'boolean'] },
    title: text(100),
    description: text(500),
    enum: list({}, 100, { minItems: 1, uniqueItems: true }),
    default: {},
    minLength: { type: 'integer', minimum: 0, maximum: 10_000 },
    maxLength: { type: 'integer', minimum: 0, maximum: 10_000 },
    minimum: { type: 'number' },
    maximum: { type: 'number' },
    secret: {
      type: 'boolean',
      description: 'Sealed at rest, and shown to nobody but the app itself.',
    },
  },
  ['type'],
);

/** `crm-app.json`: the one source of what is published, and of what every manifest is held against. */
export const MANIFEST_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'The manifest of an app (crm-app.json)',
  ...object(
    {
      $schema: { type: 'string', maxLength: 2048 },
      key: {
        type: 'string',
        pattern: '^[a-z][a-z0-9-]{1,58}[a-z0-9]$',
        description: 'The name of the app for programs; it never changes.',
      },
      version: {
        type: 'string',
        maxLength: 100,
        pattern:
          '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-((0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\\+([0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*))?$',
        description: 'Semantic Versioning 2.0.0; each version is greater than the one before.',
      },
      name: text(60),
      names: names(60),
      description: text(4000),
      publisher: object({ name: text(100), url: address('Where the publisher can be found.') }, ['name']),
      categories: list({ enum: [...CATEGORIES] }, 5, { uniqueItems: true }),
      origins: list(text(300), 20, {
        uniqueItems: true,
        description: 'Where its frames come from, such as `https://app.example.com`.',
      }),
      redirect_uris: list(text(2048), 20, {
        uniqueItems: true,
        description: 'Where people are sent back to after they consented; compared character by character.',
      }),
      auth: object(
        {
          method: { enum: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] },
          jwks: object(
            { keys: list({ type: 'object', required: ['kty'], maxProperties: 30 }, 10, { minItems: 1 }) },
            ['keys'],
            { description: 'Public keys (RFC 7517), for `private_key_jwt`.' },
          ),
        },
        ['method'],
        {
          description:
            '`client_secret_basic` when it is left out; `none` for a program in the hands of its users.',
        },
      ),
      scopes: object({ required: SCOPES, optional: SCOPES }, []),
      field_access: object(
        Object.fromEntries(
          ['lead', 'deal', 'contact', 'company'].map((name) => [
            name,
            object({ reads: FIELDS, writes: FIELDS }, []),
          ]),
        ),
        [],
        {
          description:
            'The fields that it reads and writes, by object; what is not named is used as a whole.',
        },
      ),
      webhooks: list(
        object(
          {
            url: address('Where events are sent.'),
            types: list(text(100), 100, { minItems: 1, uniqueItems: true }),
            filter: { type: 'object', description: 'Conditions on events; see the guide to filters.' },
            payload: {
              enum: PAYLOADS,
              description: 'How much of a thing bodies tell; `full` unless given.',
            },
            fields: list(text(100), 200, {
              minItems: 1,
              uniqueItems: true,
              description: 'Only these fields, beside the id, are told; all unless given.',
            }),
            ordering: {
              enum: ORDERINGS,
              description:
                '`record` sends the events of each record one after the other; `none` unless given.',
            },
          },
          ['url', 'types'],
        ),
        10,
      ),
      settings: object(
        {
          type: { const: 'object' },
          properties: {
            type: 'object',
            propertyNames: { pattern: '^[a-z][a-z0-9_]{0,49}$' },
            additionalProperties: SETTING,
            maxProperties: 50,
          },
          required: list(text(50), 50, { uniqueItems: true }),
        },
        ['type', 'properties'],
        { description: 'What an admin fills in: a JSON Schema of one flat object.' },
      ),
      extensions: object(
        {
          'deal.form.section': list(
            object({ url: address('The page in the frame.'), title: text(60), titles: names(60) }, [
              'url',
              'title',
            ]),
            5,
            { minItems: 1 },
          ),
          'deal.form.before_save': object({ url: address('Asked before a deal is stored.') }, ['url']),
          'deal.stage_gate': object(
            {
              url: address('Asked before a deal comes to one of the stages.'),
              stages: list(text(40, { pattern: '^(open|won|lost|stag_[0-9a-z]{26})$' }), 100, {
                minItems: 1,
                uniqueItems: true,
                description: 'Groups of stages (`open`, `won`, `lost`), or ids of stages.',
              }),
            },
            ['url', 'stages'],
          ),
        },
        [],
        { description: 'What it adds to the CRM, by slot.' },
      ),
      lifecycle_url: address('Where the app is told of its installations (`app.*`).'),
    },
    ['key', 'version', 'name', 'publisher', 'scopes'],
  ),
};
