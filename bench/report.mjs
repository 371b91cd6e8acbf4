import { median } from './start-up.mjs';

/** The figures of one operation: medians over the rounds, and the ratio of each round's pair. */
export function figuresOf({ name, target }, samples) {
  const middle = (server, field) => median(samples[server].map((sample) => sample[field]));
  const of = (server) => ({
    perSecond: middle(server, 'perSecond'),
    p50: middle(server, 'p50'),
    p99: middle(server, 'p99'),
    cpuMs: middle(server, 'cpuMs'),
    ownCpuMs: middle(server, 'ownCpuMs'),
  });
  const ratio = median(samples.api.map(({ cpuMs }, at) => cpuMs / samples.floor[at].cpuMs));
  return { name, target, ratio, api: of('api'), floor: of('floor') };
}

/** The table of the operations as text. */
export function operationTable(figures) {
  const rows = figures.flatMap(({ name, target, ratio, api, floor }) => [
    [name, 'api', ...columns(api), ratio.toFixed(2), `≤ ${target}`, verdict(ratio, target)],
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
  return table([head, ...rows]);
}

/** The table of start-up and memory as text. */
export function restTable({ newDatabaseMs, existingDatabaseMs, standaloneMb, apiMb, workerMb }) {
  const row = (name, value, target, unit) => [
    name,
    `${value.toFixed(0)} ${unit}`,
    target === null ? '' : `≤ ${target} ${unit}`,
    target === null ? '' : verdict(value, target),
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

const verdict = (value, target) => (value <= target ? 'met' : 'MISSED');

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
