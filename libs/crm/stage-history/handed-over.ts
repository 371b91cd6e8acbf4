import type { Transaction } from '@platform/database';

/** Records by stored ids. */
export interface HandedOver {
  readonly from: readonly string[];
  readonly to: string;
}

/** Makes the stays of some records those of another one, which goes on in their place. */
export async function handOverStageHistory(
  tx: Transaction,
  workspaceId: string,
  { from, to }: HandedOver,
): Promise<void> {
  await tx.sql(
    'stage_history.hand_over',
    'UPDATE stage_history SET record_id = $3 WHERE workspace_id = $1 AND record_id = ANY ($2::uuid[])',
    [workspaceId, from, to],
  );
}

/** Removes the stays of records that are removed for good. */
export async function forgetStageHistory(
  tx: Transaction,
  workspaceId: string,
  recordIds: readonly string[],
): Promise<void> {
  await tx.sql(
    'stage_history.forget',
    'DELETE FROM stage_history WHERE workspace_id = $1 AND record_id = ANY ($2::uuid[])',
    [workspaceId, recordIds],
  );
}
