import { defineEvent } from '@platform/events';
import { toTypeId } from '@platform/ids';
import type { KindOfRow } from '@platform/versioned-rows';

import { incomingRead } from './incoming-scopes';
import { IncomingUrlDto } from './incoming-url.dto';
import { IncomingUrl } from './incoming-url.entity';

const event = (verb: string, summary: string) =>
  defineEvent({
    type: `incoming_url.${verb}`,
    summary,
    object: 'incoming_url',
    payload: IncomingUrlDto,
    scope: incomingRead,
  });

const told = (time: Date | null): string | null => time?.toISOString() ?? null;

const urlView = (url: IncomingUrl): IncomingUrlDto => ({
  id: toTypeId('incoming_url', url.id),
  name: url.name,
  object: url.object,
  preset: url.preset,
  mapping: url.mapping,
  unique_by: url.unique_by,
  idempotency_pointer: url.idempotency_pointer,
  secret_pointer: url.secret_pointer,
  secret_set_at: told(url.secret_set_at),
  allowed_addresses: url.allowed_addresses,
  expires_at: told(url.expires_at),
  is_active: url.is_active,
  last_used_at: told(url.last_used_at),
  rotated_at: told(url.rotated_at),
  previous_expires_at: told(url.previous_expires_at),
  version: url.version,
  created_at: url.created_at.toISOString(),
  created_by: url.created_by,
  updated_at: url.updated_at.toISOString(),
});

/** Incoming webhook URLs, as they are kept and told of. */
export const INCOMING_URLS: KindOfRow<IncomingUrl, IncomingUrlDto> = {
  name: 'incoming URL',
  row: IncomingUrl,
  events: {
    created: event('created', 'An incoming webhook URL was made.'),
    updated: event('updated', 'An incoming webhook URL was changed, or got another address.'),
    deleted: event('deleted', 'An incoming webhook URL was deleted.'),
  },
  view: urlView,
};
