import { toTypeId } from '@platform/ids';

import type { AuditEntryDto } from './audit-entry.dto';
import type { AuditEntry } from './audit-entry.entity';

/** An entry without what the chain adds. */
export type Unchained = Omit<AuditEntry, 'hash'>;

const parsed = (json: string | null): object | null => (json === null ? null : (JSON.parse(json) as object));

/** An entry as the public API shows it, and as it is hashed. */
export const hashedView = (row: Unchained): Omit<AuditEntryDto, 'hash'> => ({
  id: toTypeId('audit_entry', row.id),
  workspace_id: toTypeId('workspace', row.workspace_id),
  number: Number(row.number),
  occurred_at: row.occurred_at.toISOString(),
  action: row.action,
  target: { type: row.target_type, id: row.target_id },
  before: parsed(row.before),
  after: parsed(row.after),
  actor: { type: row.actor_type, id: row.actor_id },
  on_behalf_of: row.on_behalf_of && { type: row.on_behalf_of.type, id: row.on_behalf_of.id },
  credential: row.credential,
  address: row.address,
  user_agent: row.user_agent,
  request_id: row.request_id,
  previous_hash: row.previous_hash,
});

/** The same with its hash. */
export const entryView = (row: AuditEntry): AuditEntryDto => ({ ...hashedView(row), hash: row.hash });
