import type { Manifest } from './manifest';

/** A manifest for documentation. */
export const EXAMPLE_MANIFEST: Manifest = {
  key: 'quote-builder',
  version: '1.4.0',
  name: 'Quote builder',
  names: { de: 'Angebotsassistent' },
  description: 'Writes quotes from deals.',
  publisher: { name: 'Example Ltd', url: 'https://example.com' },
  categories: ['documents', 'sales'],
  origins: ['https://quotes.example.com'],
  redirect_uris: ['https://quotes.example.com/oauth/callback'],
  auth: { method: 'client_secret_basic' },
  scopes: {
    required: [{ scope: 'deals:read', reason: 'To fill quotes with what the deal says.' }],
    optional: [{ scope: 'deals:write', reason: 'To write the total of a quote into its deal.' }],
  },
  field_access: { deal: { reads: ['title', 'amount'], writes: ['amount'] } },
  webhooks: [{ url: 'https://quotes.example.com/events', types: ['deal.updated'] }],
  settings: {
    type: 'object',
    properties: {
      prefix: { type: 'string', title: 'Prefix of the numbers of quotes', default: 'Q-' },
      api_key: { type: 'string', title: 'Key of the printing service', secret: true },
    },
  },
  extensions: {
    'deal.form.section': [{ url: 'https://quotes.example.com/section', title: 'Quotes' }],
    'deal.form.before_save': { url: 'https://quotes.example.com/check' },
    'deal.stage_gate': { url: 'https://quotes.example.com/gate', stages: ['won'] },
  },
  lifecycle_url: 'https://quotes.example.com/lifecycle',
};
