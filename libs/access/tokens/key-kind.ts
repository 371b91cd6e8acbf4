import { defineEvent } from '@platform/events';
import { toTypeId } from '@platform/ids';
import type { KindOfRow } from '@platform/versioned-rows';

import { AccessKey } from './access-key.entity';
import { AccessKeyDto } from './key.dto';
import { keysRead } from './key-scopes';

const event = (verb: string, summary: string) =>
  defineEvent({ type: `key.${verb}`, summary, object: 'key', payload: AccessKeyDto, scope: keysRead });

const told = (time: Date | null): string | null => time?.toISOString() ?? null;

/** A key as the public API shows it. */
const keyView = (key: AccessKey): AccessKeyDto => ({
  id: toTypeId('key', key.id),
  kind: key.kind,
  member_id: key.member_id && toTypeId('member', key.member_id),
  name: key.name,
  scopes: key.scopes,
  installation_id: key.installation_id && toTypeId('installation', key.installation_id),
  allowed_addresses: key.allowed_addresses,
  expires_at: key.expires_at.toISOString(),
  revoked_at: told(key.revoked_at),
  last_used_at: told(key.last_used_at),
  rotated_at: told(key.rotated_at),
  previous_expires_at: told(key.previous_expires_at),
  version: key.version,
  created_at: key.created_at.toISOString(),
  created_by: key.created_by,
  updated_at: key.updated_at.toISOString(),
});

/** Keys, as they are kept and told of. */
export const KEYS: KindOfRow<AccessKey, AccessKeyDto> = {
  name: 'key',
  row: AccessKey,
  events: {
    created: event('created', 'A key was made.'),
    updated: event('updated', 'A key was changed, got a new token, or was revoked.'),
  },
  view: keyView,
};
