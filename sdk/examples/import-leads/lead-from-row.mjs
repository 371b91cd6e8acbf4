import { createHash } from 'node:crypto';

/** @typedef {import('dealwright').BodyOf<'leads.create'>} Lead */

/** What people type into a cell that they must not leave empty. */
const NOTHING = new Set(['', '-', '–', '—', '?', 'x', 'n/a', 'na', 'none', 'unknown', '0']);

/**
 * The lead that a row describes, or null when it says nothing of anybody.
 * @param {Record<string, string>} row
 * @returns {Lead | null}
 */
export function leadFromRow(row) {
  const cell = (/** @type {string} */ name) => meaning(row[name] ?? '');
  const emails = several(row['E-mail'] ?? '').map((value) => ({ value }));
  const phones = [
    ...several(row.Phone ?? '').map((value) => ({ value, type: /** @type {const} */ ('work') })),
    ...several(row.Mobile ?? '').map((value) => ({ value, type: /** @type {const} */ ('mobile') })),
  ];
  const names = {
    first_name: cell('First name'),
    last_name: cell('Last name'),
    company_name: cell('Company'),
  };
  const isEmpty =
    emails.length === 0 && phones.length === 0 && Object.values(names).every((name) => name === null);
  if (isEmpty) return null;
  const website = cell('Website');
  return {
    ...names,
    job_title: cell('Job title'),
    phones,
    emails,
    ...(website !== null && { websites: [{ value: website }] }),
    source_description: cell('Where from'),
    comment: joined([cell('Comment'), cell('Budget') && `Budget: ${cell('Budget')}`]),
    external_ids: [{ app: 'import-leads', id: fingerprint(row) }],
  };
}

/**
 * Lines of a comment, without the empty ones; null when nothing is left.
 * @param {readonly (string | null | undefined)[]} lines
 */
export const joined = (lines) => lines.filter(Boolean).join('\n') || null;

/**
 * The same for the same row, however it is spaced: so that the server knows a row that it has seen.
 * @param {Record<string, string>} row
 */
function fingerprint(row) {
  const cells = Object.entries(row).map(([name, value]) => `${name}=${tidy(value)}`);
  return createHash('sha256').update(cells.sort().join('\n')).digest('hex');
}

const tidy = (/** @type {string} */ text) => text.normalize('NFC').replace(/\s+/g, ' ').trim();

function meaning(/** @type {string} */ text) {
  const tidied = tidy(text);
  return NOTHING.has(tidied.toLowerCase()) ? null : tidied;
}

/**
 * The values of a cell that holds several: on lines of their own, or set apart by a semicolon, a slash or a comma.
 * @param {string} text
 * @returns {string[]}
 */
const several = (text) =>
  text
    .split(/[;\n]|,\s|\s\/\s/)
    .map(meaning)
    .filter((value) => value !== null);
