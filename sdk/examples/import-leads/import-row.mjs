import { BadRequestProblem, ConflictProblem, DealwrightProblem, UnprocessableProblem } from 'dealwright';

import { joined, leadFromRow } from './lead-from-row.mjs';

/** @typedef {import('./lead-from-row.mjs').Lead} Lead */

/**
 * Creates the lead of one row and says what happened.
 * @param {import('dealwright').Dealwright} client
 * @param {Record<string, string>} row
 * @returns {Promise<{ outcome: 'created' | 'fixed' | 'already there' | 'skipped', detail: string }>}
 */
export async function importRow(client, row) {
  const lead = leadFromRow(row);
  if (!lead) return { outcome: 'skipped', detail: 'nothing that says who it is' };
  try {
    return { outcome: 'created', detail: (await client.leads.create(lead)).id };
  } catch (error) {
    const repaired = repair(lead, error);
    if (!repaired) return explain(error);
    try {
      const { id } = await client.leads.create(repaired.lead);
      return { outcome: 'fixed', detail: `${id}, moved to the comment: ${repaired.moved.join(', ')}` };
    } catch (second) {
      return explain(second);
    }
  }
}

/**
 * The lead without the emails that the server found wrong, which its comment keeps; null when that is not the trouble.
 * @param {Lead} lead
 * @param {unknown} error
 */
function repair(lead, error) {
  if (!(error instanceof BadRequestProblem || error instanceof UnprocessableProblem)) return null;
  const wrong = new Set(
    error.errors.map(({ pointer }) => Number(/^\/emails\/(\d+)/.exec(pointer)?.[1] ?? -1)),
  );
  if (wrong.size === 0 || wrong.has(-1)) return null;
  const emails = lead.emails ?? [];
  const moved = emails.filter((_, index) => wrong.has(index)).map(({ value }) => value);
  const comment = joined([lead.comment, ...moved.map((value) => `Wrong email: ${value}`)]);
  return { moved, lead: { ...lead, comment, emails: emails.filter((_, index) => !wrong.has(index)) } };
}

/**
 * What a problem means for its row; trouble that every row would have is thrown on.
 * @param {unknown} error
 * @returns {{ outcome: 'already there' | 'skipped', detail: string }}
 */
function explain(error) {
  if (error instanceof ConflictProblem && error.code === 'already_exists') {
    return { outcome: 'already there', detail: error.existingId ?? '' };
  }
  const isOfThisRow = error instanceof DealwrightProblem && [400, 409, 413, 422].includes(error.status);
  if (!isOfThisRow) throw error;
  const faults = error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  return { outcome: 'skipped', detail: faults.join('; ') || error.detail };
}
