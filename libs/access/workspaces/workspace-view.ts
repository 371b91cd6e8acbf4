import { toTypeId } from '@platform/ids';

import type { WorkspaceDto } from './workspace.dto';
import type { Workspace } from './workspace.entity';

/** A workspace as the public API shows it. */
export const workspaceView = (row: Workspace): WorkspaceDto => ({
  id: toTypeId('workspace', row.id),
  name: row.name,
  locale: row.locale,
  currency: row.currency,
  time_zone: row.time_zone,
  country: row.country,
  contact_name_format: row.contact_name_format,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
