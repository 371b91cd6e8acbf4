import { median } from './start-up.mjs';

/** The figures of one operation: medians over the rounds, and the ratio of each round's pair. */
export function figuresOf({ name, target, records, leastPerSecond, leastShare }, samples) {
  const middle = (server, field) => median(samples[server].map((sample) => sample[field]));
  const of = (server) => ({
    perSecond: middle(server, 'perSecond'),
    p50: middle(server, 'p50'),
    p99: middle(server, 'p99'),
    cpuMs: middle(server, 'cpuMs'),
    ownCpuMs: middle(server, 'ownCpuMs'),
  });
  const pairs = (field) => median(samples.api.map((one, at) => one[field] / samples.floor[at][field]));
  const targets = { target, leastPerSecond, leastShare };
  const ratios = { ratio: pairs('cpuMs'), share: pairs('perSecond') };
  return { name, records, ...targets, ...ratios, api: of('api'), floor: of('floor') };
}

/** The table of the operations as text. */
export function operationTable(figures) {
  const rows = figures.flatMap(({ name, target, ratio, api, floor }) => [
    [name, 'api', ...columns(api), ratio.toFixed(2), `≤ ${target}`, verdict(ratio <= target)],
    ['', 'floor', ...columns(floor), '', '', ''],
  ]);
  const head = [
    'operation',
    '',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'CPU ms',
    'of it Node',
    'CPU ratio',
    'target',
    '',
  ];
  return figures.length === 0 ? '' : table([head, ...rows]);
}

/** The table of what writes many records in a request, as text. */
export function bulkTable(figures) {
  const perRecord = ({ cpuMs }, records) => ((cpuMs * 1000) / records).toFixed(0);
  const rows = figures.flatMap(({ name, records, leastPerSecond, leastShare, share, api, floor }) => [
    [
      name,
      'api',
      (api.perSecond * records).toFixed(0),
      `≥ ${leastPerSecond}`,
      verdict(api.perSecond * records >= leastPerSecond),
      ...[api.p50, api.p99].map((ms) => ms.toFixed(0)),
      perRecord(api, records),
      `${(share * 100).toFixed(0)} %`,
      `≥ ${leastShare * 100} %`,
      verdict(share >= leastShare),
    ],
    [
      '',
      'floor',
      (floor.perSecond * records).toFixed(0),
      '',
      '',
      ...[floor.p50, floor.p99].map((ms) => ms.toFixed(0)),
      perRecord(floor, records),
      '',
      '',
      '',
    ],
  ]);
  const head = [
    'many records',
    '',
    'records/s',
    'target',
    '',
    'p50 ms',
    'p99 ms',
    'CPU µs each',
    'of the floor',
    'target',
    '',
  ];
  return figures.length === 0 ? '' : table([head, ...rows]);
}

/** How much more each operation costs at the largest size than at the smallest, as text. */
export function growthTable(results) {
  if (results.length < 2) return '';
  const [small, large] = [results.at(0), results.at(-1)];
  const rows = large.places.flatMap(({ name, figures }, place) =>
    figures.map(({ name: operation, api }, at) => {
      const before = small.places[place].figures[at].api;
      const times = (field) => (api[field] / before[field]).toFixed(2);
      return [`${operation}, ${place === 0 ? 'whole' : name}`, times('cpuMs'), times('p50'), times('p99')];
    }),
  );
  const head = [`from ${small.records} to ${large.records} records`, 'CPU ×', 'p50 ×', 'p99 ×'];
  return table([head, ...rows]);
}

/** The table of start-up and memory as text. */
export function restTable({ newDatabaseMs, existingDatabaseMs, standaloneMb, apiMb, workerMb }) {
  const row = (name, value, target, unit) => [
    name,
    `${value.toFixed(0)} ${unit}`,
    target === null ? '' : `≤ ${target} ${unit}`,
    target === null ? '' : verdict(value <= target),
  ];
  return table([
    ['at rest', 'measured', 'target', ''],
    row('start, existing database', existingDatabaseMs, 3000, 'ms'),
    row('start, new database', newDatabaseMs, 8000, 'ms'),
    row('api + worker in one process, RSS', standaloneMb, 250, 'MB'),
    row('api apart, RSS', apiMb, null, 'MB'),
    row('worker apart, RSS', workerMb, null, 'MB'),
  ]);
}

const verdict = (isMet) => (isMet ? 'met' : 'MISSED');

const columns = ({ perSecond, p50, p99, cpuMs, ownCpuMs }) => [
  perSecond.toFixed(0),
  p50.toFixed(0),
  p99.toFixed(0),
  cpuMs.toFixed(3),
  ownCpuMs.toFixed(3),
];

function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const line = (row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ');
  return `${rows.map(line).join('\n')}\n`;
}
