// Imports leads from a CSV file. Run it again at any time: a row that is there already is not created twice.
//   node sdk/examples/import-leads/import-leads.mjs [file.csv]
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { Dealwright } from 'dealwright';

import { credentials } from '../credentials.mjs';
import { importRows } from './import-rows.mjs';
import { readRows } from './read-rows.mjs';

/** The spreadsheet's first row holds the names of the columns. */
const FIRST_ROW = 2;

const path = process.argv[2] ?? fileURLToPath(new URL('leads.csv', import.meta.url));

async function run() {
  const client = new Dealwright({ ...credentials(), userAgent: 'import-leads/1' });
  /** @type {Record<string, number>} */
  const counts = { created: 0, fixed: 0, 'already there': 0, skipped: 0 };

  for await (const { index, outcome, detail } of importRows(client, readRows(await readFile(path)))) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    console.log(`row ${index + FIRST_ROW}: ${outcome}${detail && `: ${detail}`}`);
  }

  const parts = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
  console.log(`\n${parts.join(', ')}.`);
}

try {
  await run();
} catch (error) {
  // Not one row's trouble but everybody's: no server, no right, no file.

  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
