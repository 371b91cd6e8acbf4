import type { Transaction } from '@platform/database';

import type { Installation, InstallationState } from './installation.entity';

/**
 * Lets token checks follow an installation, in the transaction that changed it: from two seconds after on, they see it as it
 * is on every process. `appRevision` is that of the app which it was brought up to.
 */
export async function followInstallation(
  tx: Transaction,
  row: Installation,
  appRevision: number,
): Promise<void> {
  await tx.sql('installation_lookups.follow', FOLLOW, [
    row.id,
    row.workspace_id,
    row.app_id,
    row.scopes,
    LOOKUP_STATES[row.state],
    row.epoch,
    appRevision,
    row.redact_at,
  ]);
}

const LOOKUP_STATES: Readonly<Record<InstallationState, string>> = {
  requested: 'uninstalled',
  declined: 'uninstalled',
  pending_setup: 'active',
  active: 'active',
  suspended: 'suspended',
  uninstalled: 'uninstalled',
  redacted: 'uninstalled',
};

const FOLLOW = `
  INSERT INTO installation_lookups (id, workspace_id, app_id, scopes, state, epoch, app_revision, redact_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (id) DO UPDATE SET scopes = excluded.scopes, state = excluded.state, epoch = excluded.epoch,
    app_revision = excluded.app_revision, redact_at = excluded.redact_at`;
