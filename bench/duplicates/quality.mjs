import { generateClients } from './clients.mjs';
import { corrupted } from './corruptor.mjs';
import { seeded } from './random.mjs';

/** As many records of one key as a search reads. */
const MOST_PER_KEY = 200;

/** Records as they are stored, some of which are second ones of somebody. */
function recordsOf(random, { clients, twins, normalizePhone }) {
  const people = generateClients(random, clients);
  const records = people.map((person, origin) => ({ origin, row: rowOf(person, normalizePhone) }));
  for (const [origin, person] of people.entries()) {
    if (!random.chance(twins)) continue;
    const copies = random.chance(0.15) ? 2 : 1;
    for (let at = 0; at < copies; at += 1)
      records.push({ origin, row: rowOf(corrupted(random, person), normalizePhone) });
  }
  return records;
}

/** Somebody as a row of contacts. */
export function rowOf({ country, phones, emails, ...person }, normalizePhone) {
  return {
    ...person,
    phones: phones.map((value) => ({ value, normalized: normalizePhone(value, country.code) })),
    emails: emails.map((value) => ({ value })),
    websites: [],
    messengers: [],
  };
}

/** Pairs of records that share a key of one of the families, each once, with the rules that find by such keys. */
function candidatePairs(records, matching, rules) {
  const byPrefix = Map.groupBy(rules, (rule) => matching.keyPrefix(rule));
  const byKey = new Map();
  const pairs = new Map();
  for (const [at, { row }] of records.entries()) {
    for (const key of matching.matchKeys('contact', row)) {
      const own = byPrefix.get(key.slice(0, key.indexOf(':')));
      if (!own) continue;
      const others = byKey.get(key) ?? [];
      for (const other of others.slice(-MOST_PER_KEY)) {
        const pair = other * records.length + at;
        pairs.set(pair, [...(pairs.get(pair) ?? []), ...own]);
      }
      others.push(at);
      byKey.set(key, others);
    }
  }
  return pairs;
}

/** How well the default rules for contacts find the second records of generated clients: the confusion table, counted in pairs. */
export function measureQuality(
  matching,
  { seed, clients, twins = 0.25, normalizePhone, example = () => undefined },
) {
  const records = recordsOf(seeded(seed), { clients, twins, normalizePhone });
  const rules = matching.defaultRules('contact');
  const subjects = records.map(({ row }) => new matching.Subject('contact', row));
  const pairs = candidatePairs(records, matching, rules);
  let [truePositives, falsePositives] = [0, 0];
  const foundBy = new Map();
  const found = new Set();
  for (const [pair, asked] of pairs) {
    const [one, other] = [Math.floor(pair / records.length), pair % records.length];
    const [match] = matching.matchesOf(asked, subjects[one], subjects[other]);
    if (!match) continue;
    const isTrue = records[one].origin === records[other].origin;
    if (isTrue) truePositives += 1;
    else falsePositives += 1;
    found.add(pair);
    const row = foundBy.get(match.rule.name) ?? { true: 0, false: 0 };
    row[isTrue] += 1;
    foundBy.set(match.rule.name, row);
    if (!isTrue) example('false', match, records[one].row, records[other].row);
  }
  const byOrigin = Map.groupBy(records.keys(), (at) => records[at].origin);
  let actual = 0;
  let unseen = 0;
  for (const places of byOrigin.values()) {
    for (const [at, one] of places.entries()) {
      for (const other of places.slice(at + 1)) {
        actual += 1;
        const pair = one * records.length + other;
        if (!pairs.has(pair)) unseen += 1;
        if (!found.has(pair))
          example(pairs.has(pair) ? 'missed' : 'unseen', null, records[one].row, records[other].row);
      }
    }
  }
  const all = (records.length * (records.length - 1)) / 2;
  return {
    records: records.length,
    pairs: { all, compared: pairs.size, actual },
    truePositives,
    falsePositives,
    falseNegatives: actual - truePositives,
    trueNegatives: all - actual - falsePositives,
    unseen,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / actual,
    foundBy: Object.fromEntries(foundBy),
  };
}
