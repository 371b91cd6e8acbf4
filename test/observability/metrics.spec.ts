import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { TestApi } from '../support/test-api';

const docs = join(__dirname, '..', '..', 'docs');
const read = (name: string): string => readFileSync(join(docs, name), 'utf8');

/** What the dashboard, the alerts and the guide say of metrics, by file. */
const files = ['grafana/dealwright.json', 'grafana/alerts.yaml', 'operating.md'];

const METRIC = /\b(?:dealwright|process|nodejs)_[a-z0-9_]+/g;
/** A histogram is told of as three series. */
const PART = /_(bucket|sum|count)$/;

let api: TestApi;
let served: ReadonlySet<string>;

beforeAll(async () => {
  api = await TestApi.start([WebhookDeliveryModule]);
  const text = await (await fetch(`${api.url}/metrics`)).text();
  served = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ''));
});
afterAll(() => api.stop());

it.each(files)('every metric that is named in %s is served', (file) => {
  // "process_…" and "dealwright_x_…" stand for several.
  const named = [...read(file).matchAll(METRIC)].filter(({ 0: name }) => !name.endsWith('_'));
  expect(named.length).toBeGreaterThan(5);
  const missing = named.map(({ 0: name }) => name).filter((name) => !isServed(name));
  expect([...new Set(missing)]).toEqual([]);
});

const isServed = (name: string): boolean => served.has(name) || served.has(name.replace(PART, ''));

it('every metric of ours that is served is in the guide, and what a panel asks for is Prometheus', () => {
  const guide = read('operating.md');
  const ours = [...served].filter((name) => name.startsWith('dealwright_'));
  expect(ours.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  const { panels } = JSON.parse(read('grafana/dealwright.json')) as {
    panels: { id: number; targets?: { expr: string }[] }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { expr } of panels.flatMap(({ targets }) => targets ?? [])) {
    expect(expr).toMatch(METRIC);
    expect(expr.split('(').length).toBe(expr.split(')').length);
    expect(expr.split('{').length).toBe(expr.split('}').length);
  }
});

it('what to do for every alert is in the guide, and nothing is there without an alert', () => {
  const alerts = [...read('grafana/alerts.yaml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const told = [...read('operating.md').matchAll(/^\| `(Dealwright\w+)` \|/gm)].map(([, name]) => name);
  expect(told).toEqual(alerts);
});

it('tells of connections and of partitions as they are', async () => {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  const [, idle] = /^dealwright_database_connections\{state="idle"\} (\d+)$/m.exec(text) ?? [];
  expect(Number(idle)).toBeGreaterThan(0);
  const [, days] = /^dealwright_partition_days_ahead (\d+)$/m.exec(text) ?? [];
  expect(Number(days)).toBe(15);
});
