import { hasCode } from 'dealwright';

import { joined, leadFromRow } from './lead-from-row.mjs';

/** @typedef {import('./lead-from-row.mjs').Lead} Lead */
/** @typedef {import('dealwright').WireProblem} Problem */
/** @typedef {{ index: number, lead: Lead, moved: string[] }} Attempt */
/** @typedef {'created' | 'fixed' | 'already there' | 'skipped'} Outcome */

/** Statuses that are about one row; any other is trouble that every row would have. */
const OF_ONE_ROW = [400, 409, 413, 422];

/**
 * Creates the leads of all rows, many in one request, and says what became of each; those with a wrong email come last.
 * @param {import('dealwright').Dealwright} client
 * @param {Record<string, string>[]} rows
 * @returns {AsyncGenerator<{ index: number, outcome: Outcome, detail: string }>}
 */
export async function* importRows(client, rows) {
  /** @type {Attempt[]} */
  const attempts = [];
  for (const [index, row] of rows.entries()) {
    const lead = leadFromRow(row);
    if (lead) attempts.push({ index, lead, moved: [] });
    else yield { index, outcome: 'skipped', detail: 'nothing that says who it is' };
  }
  /** @type {Attempt[]} */
  const repaired = [];
  for await (const { attempt, result } of created(client, attempts)) {
    const better = result.problem && repair(attempt, result.problem);
    if (better) repaired.push(better);
    else yield { index: attempt.index, ...told(attempt, result) };
  }
  for await (const { attempt, result } of created(client, repaired)) {
    yield { index: attempt.index, ...told(attempt, result) };
  }
}

/**
 * @param {import('dealwright').Dealwright} client
 * @param {Attempt[]} attempts
 */
async function* created(client, attempts) {
  const operations = attempts.map(({ lead }) => ({ op: /** @type {const} */ ('create'), data: lead }));
  for await (const { index, result } of client.leads.writeMany(operations)) {
    const attempt = attempts[index];
    if (attempt) yield { attempt, result };
  }
}

/**
 * The lead without the emails that the server found wrong, which its comment keeps; null when that is not the trouble.
 * @param {Attempt} attempt
 * @param {Problem} problem
 * @returns {Attempt | null}
 */
function repair({ index, lead }, { errors }) {
  const wrong = new Set(
    errors.map(({ pointer }) => Number(/\/data\/emails\/(\d+)/.exec(pointer)?.[1] ?? -1)),
  );
  if (wrong.size === 0 || wrong.has(-1)) return null;
  const emails = lead.emails ?? [];
  const moved = emails.filter((_, at) => wrong.has(at)).map(({ value }) => value);
  const comment = joined([lead.comment, ...moved.map((value) => `Wrong email: ${value}`)]);
  return { index, moved, lead: { ...lead, comment, emails: emails.filter((_, at) => !wrong.has(at)) } };
}

/**
 * What a result means for its row; trouble that every row would have is thrown.
 * @param {Attempt} attempt
 * @param {{ id?: string | undefined, problem?: Problem | undefined }} result
 * @returns {{ outcome: Outcome, detail: string }}
 */
function told({ moved }, { id = '', problem }) {
  if (!problem && moved.length === 0) return { outcome: 'created', detail: id };
  if (!problem) return { outcome: 'fixed', detail: `${id}, moved to the comment: ${moved.join(', ')}` };
  if (hasCode(problem, 'already_exists')) return { outcome: 'already there', detail: problem.existing_id };
  if (!OF_ONE_ROW.includes(problem.status)) throw new Error(`${problem.code}: ${problem.detail}`);
  const faults = problem.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  return { outcome: 'skipped', detail: faults.join('; ') || problem.detail };
}
