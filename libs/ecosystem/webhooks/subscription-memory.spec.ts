import type { Sql } from '@platform/database';

import { SubscriptionMemory } from './subscription-memory';

/** A database in miniature: for each workspace a fingerprint, and the endpoints behind it. */
class FakeEndpoints implements Sql {
  readonly rows = new Map<string, { fingerprint: string; ids: string[] }>();
  readonly read: string[] = [];

  sql<Row>(name: string, _: string, [ids]: readonly unknown[] = []): Promise<Row[]> {
    const asked = (ids as string[]).filter((id) => this.rows.has(id));
    if (name === 'fan_out.subscriptions') this.read.push(...asked);
    const answer = asked.flatMap((workspace_id): object[] => {
      const { fingerprint = '', ids: own = [] } = this.rows.get(workspace_id) ?? {};
      return name === 'fan_out.fingerprints'
        ? [{ workspace_id, fingerprint }]
        : own.map((id) => ({ workspace_id, id, scopes: ['a', 'b'] }));
    });
    return Promise.resolve(answer as Row[]);
  }
}

let endpoints: FakeEndpoints;
let memory: SubscriptionMemory;
const idsIn = async (...workspaces: string[]) =>
  (await memory.read(endpoints, workspaces)).map(({ id }) => id);

beforeEach(() => {
  endpoints = new FakeEndpoints();
  memory = new SubscriptionMemory();
  endpoints.rows.set('north', { fingerprint: '2 x', ids: ['n1', 'n2'] });
  endpoints.rows.set('south', { fingerprint: '1 y', ids: ['s1'] });
});

describe('the endpoints of a workspace', () => {
  it('are read once as long as none of them changes', async () => {
    expect(await idsIn('north', 'south')).toEqual(['n1', 'n2', 's1']);
    expect(await idsIn('north')).toEqual(['n1', 'n2']);
    expect(await idsIn('south', 'north')).toEqual(['s1', 'n1', 'n2']);
    expect(endpoints.read).toEqual(['north', 'south']);
  });

  it('are read again when one of them changes, those of others are not', async () => {
    await idsIn('north', 'south');
    endpoints.rows.set('south', { fingerprint: '2 z', ids: ['s1', 's2'] });
    expect(await idsIn('north', 'south')).toEqual(['n1', 'n2', 's1', 's2']);
    expect(endpoints.read).toEqual(['north', 'south', 'south']);
  });

  it('are none when the last one is gone, and are found when one comes back', async () => {
    await idsIn('south');
    endpoints.rows.delete('south');
    expect(await idsIn('south')).toEqual([]);
    endpoints.rows.set('south', { fingerprint: '1 w', ids: ['s3'] });
    expect(await idsIn('south')).toEqual(['s3']);
  });

  it('are kept for a bounded number in all: the oldest are read again', async () => {
    const many = Array.from({ length: 50_000 }, (_, at) => `m${at}`);
    endpoints.rows.set('large', { fingerprint: 'l', ids: many });
    await idsIn('north');
    expect(await idsIn('large')).toHaveLength(50_000);
    await idsIn('large', 'north');
    expect(endpoints.read).toEqual(['north', 'large', 'north']);
  });
});
