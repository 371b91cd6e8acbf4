import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import { measureQuality } from './duplicates/quality.mjs';

const compiled = createRequire(import.meta.url);
const { normalizePhone } = compiled('../dist/libs/crm/contact-details/phone-number.js');
const matching = compiled('../dist/libs/crm/matching/index.js');

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '20260101' },
    clients: { type: 'string', default: '20000' },
    examples: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
    scan: { type: 'string' },
  },
});

if (options.scan !== undefined) {
  const { measureScans } = await import('./duplicates/scan.mjs');
  await measureScans(options.scan.split(',').map(Number), { seed: Number(options.seed) });
  process.exit(0);
}

const LEAST = { precision: 0.98, recall: 0.9 };

const left = {
  false: Number(options.examples),
  missed: Number(options.examples),
  unseen: Number(options.examples),
};
const example = (kind, match, one, other) => {
  if (left[kind] <= 0) return;
  left[kind] -= 1;
  console.log(kind, match?.rule.name ?? '', '\n ', JSON.stringify(one), '\n ', JSON.stringify(other));
};

const quality = measureQuality(matching, {
  seed: Number(options.seed),
  clients: Number(options.clients),
  normalizePhone,
  example,
});

if (options.json) console.log(JSON.stringify(quality));
else print(quality);
process.exitCode = quality.precision >= LEAST.precision && quality.recall >= LEAST.recall ? 0 : 1;

function print({ records, pairs, precision, recall, unseen, foundBy, ...table }) {
  console.log(
    `${records} contacts, ${pairs.actual} pairs of the same person; ${pairs.compared} of ${pairs.all} pairs share a key and were compared.\n`,
  );
  console.table({
    'the same person': { 'told to be the same': table.truePositives, 'not told': table.falseNegatives },
    'two people': { 'told to be the same': table.falsePositives, 'not told': table.trueNegatives },
  });
  console.log(
    `precision ${precision.toFixed(4)} (at least ${LEAST.precision}), recall ${recall.toFixed(4)} (at least ${LEAST.recall}); ${unseen} pairs share no key.\n`,
  );
  console.table(foundBy);
}
