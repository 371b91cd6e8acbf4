/** One job of a workspace. */
export const GET = 'SELECT * FROM jobs WHERE workspace_id = $1 AND id = $2';

/** One job of a workspace, which nobody else changes until the transaction ends. */
export const LOCK = `${GET} FOR UPDATE`;

/** No worker looks at the job any more. */
export const DEQUEUE = 'DELETE FROM job_queue WHERE job_id = $1';
