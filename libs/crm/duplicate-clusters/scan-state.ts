import type { Sql, Transaction } from '@platform/database';

import type { DuplicateScan } from './duplicate-scan.entities';
import type { PairsOf } from './stored-pairs';

/** The last scan of a kind of record. */
export async function lastScan(
  sql: Sql,
  { workspaceId, object }: PairsOf,
): Promise<DuplicateScan | undefined> {
  const [scan] = await sql.sql<DuplicateScan>('duplicate_scans.get', GET, [workspaceId, object]);
  return scan;
}

/** The last scans of all kinds. */
export const lastScans = (sql: Sql, workspaceId: string): Promise<DuplicateScan[]> =>
  sql.sql<DuplicateScan>('duplicate_scans.all', ALL, [workspaceId]);

/** Whether the job of a scan has not ended. */
export async function isRunning(sql: Sql, workspaceId: string, jobId: string): Promise<boolean> {
  return (await sql.sql('duplicate_scans.running', RUNNING, [workspaceId, jobId])).length > 0;
}

/** Begins a scan anew; nobody else begins one of the same kind until the transaction ends. */
export async function beginScan(
  tx: Transaction,
  { workspaceId, object }: PairsOf,
  { jobId, at }: { readonly jobId: string | null; readonly at: Date },
): Promise<void> {
  await tx.sql('duplicate_scans.begin', BEGIN, [workspaceId, object, jobId, at]);
}

/** How far a scan is. */
export type ScanPlace = Pick<
  DuplicateScan,
  'phase' | 'after_low' | 'after_high' | 'after_key' | 'common_keys' | 'finished_at'
>;

/** Says how far a scan is. */
export async function moveScan(
  tx: Transaction,
  { workspaceId, object }: PairsOf,
  place: ScanPlace,
): Promise<void> {
  await tx.sql('duplicate_scans.move', MOVE, [
    workspaceId,
    object,
    place.phase,
    place.after_low,
    place.after_high,
    place.after_key,
    place.common_keys,
    place.finished_at,
  ]);
}

const GET = 'SELECT * FROM duplicate_scans WHERE workspace_id = $1 AND object = $2';

const ALL = 'SELECT * FROM duplicate_scans WHERE workspace_id = $1 ORDER BY object';

const RUNNING = 'SELECT 1 FROM jobs WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL';

const BEGIN = `
  INSERT INTO duplicate_scans (workspace_id, object, job_id, started_at, phase, after_key, common_keys)
  VALUES ($1, $2, $3, $4, 'pairs', '', 0)
  ON CONFLICT ON CONSTRAINT duplicate_scans_pkey DO UPDATE SET
    job_id = excluded.job_id, started_at = excluded.started_at, finished_at = NULL, phase = 'pairs',
    after_low = NULL, after_high = NULL, after_key = '', common_keys = 0
  WHERE duplicate_scans.workspace_id = $1`;

const MOVE = `
  UPDATE duplicate_scans SET phase = $3, after_low = $4, after_high = $5, after_key = $6, common_keys = $7, finished_at = $8
  WHERE workspace_id = $1 AND object = $2`;
