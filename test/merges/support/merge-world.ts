import { toUuid } from '@platform/ids';

import type { Created } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';

/** The kinds of record that can be merged, by the name of their address. */
export const KINDS = ['leads', 'contacts', 'companies', 'deals'] as const;
export type Kind = (typeof KINDS)[number];

/** Everything that a workspace may hold in these tests, by address. */
const ALL = [...KINDS, 'activities', 'notes'] as const;

/** What every write changes. */
const BOOKKEEPING = ['version', 'updated_at', 'updated_by', 'stage_changed_at'];

/** A number from 0 up to 1, without 1: the same ones for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The answer to a merge, as far as tests look at it. */
export interface MergeAnswer {
  readonly id: string;
  readonly survivor_id: string;
  readonly merged_ids: readonly string[];
}

/** A merge that holds, and the records as they were before it. */
export interface Holding extends MergeAnswer {
  readonly kind: Kind;
  readonly before: readonly Created[];
}

/** A graph of records and links that random steps change. */
export class MergeWorld {
  readonly ids: Record<(typeof ALL)[number], string[]> = {
    ...{ leads: [], contacts: [], companies: [], deals: [] },
    ...{ activities: [], notes: [] },
  };
  readonly holding: Holding[] = [];
  private count = 0;

  constructor(
    private readonly api: TestApi,
    readonly workspace: TestWorkspace,
    private readonly random: () => number,
  ) {}

  pick<One>(from: readonly One[]): One {
    const one = from[Math.floor(this.random() * from.length)];
    if (one === undefined) throw new Error('There is nothing to pick from.');
    return one;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  /** So many records of each kind, with links among them. */
  async fill(each: number): Promise<void> {
    for (let at = 0; at < each; at += 1) {
      for (const kind of ['leads', 'companies', 'contacts', 'deals', 'activities', 'notes'] as const)
        await this.add(kind);
    }
  }

  async add(kind: (typeof ALL)[number]): Promise<void> {
    this.count += 1;
    const { id } = await this.workspace.create(`/v1/${kind}`, this.draft(kind, this.count));
    this.ids[kind].push(id);
    if (kind === 'deals' && this.chance(0.5))
      await this.workspace.create(`/v1/deals/${id}/line-items`, {
        name: `Line ${this.count}`,
        unit_price: String(this.count),
      });
  }

  private some(kind: Kind, most: number): string[] {
    const from = this.ids[kind];
    if (from.length === 0) return [];
    return [
      ...new Set(Array.from({ length: Math.floor(this.random() * (most + 1)) }, () => this.pick(from))),
    ];
  }

  private draft(kind: (typeof ALL)[number], n: number): object {
    const maybe = (fields: object): object => (this.chance(0.5) ? fields : {});
    const [company_id] = this.some('companies', 1);
    const person = {
      ...maybe({ job_title: `Job ${n}` }),
      ...maybe({ comment: `Comment ${n}` }),
      ...maybe({ phones: [{ value: `+336123456${String(n % 90).padStart(2, '0')}` }] }),
      ...maybe({
        emails: [{ value: `one${n % 7}@example.com` }, { value: `n${n}@example.com`, primary: true }],
      }),
      ...maybe({ external_ids: [{ app: 'shop', id: String(n) }] }),
    };
    const links = [...this.some('contacts', 2), ...this.some('deals', 2), ...this.some('companies', 1)].map(
      (id) => ({ id }),
    );
    switch (kind) {
      case 'leads':
        return { title: `Lead ${n}`, ...person };
      case 'contacts':
        return {
          last_name: `Person ${n}`,
          ...person,
          companies: this.some('companies', 3).map((id) => ({ company_id: id, role: `Role ${n}` })),
        };
      case 'companies':
        return {
          name: `Firm ${n}`,
          ...maybe({ industry: 'retail' }),
          ...(company_id && this.chance(0.4) && { parent_id: company_id }),
        };
      case 'deals':
        return {
          title: `Deal ${n}`,
          ...maybe({ amount: { amount: `${n}.00`, currency: 'EUR' } }),
          ...(company_id && { company_id }),
          contacts: this.some('contacts', 3).map((id) => ({ contact_id: id, role: `Role ${n}` })),
        };
      case 'activities':
        return { type: 'call', subject: `Call ${n}`, links };
      case 'notes':
        return { text: `Note ${n}`, links };
    }
  }

  /** Changes some fields of some record, or some of its links. */
  async edit(): Promise<void> {
    const kind = this.pick(ALL.filter((one) => this.ids[one].length > 0));
    this.count += 1;
    const id = this.pick(this.ids[kind]);
    const {
      external_ids: _,
      parent_id: __,
      amount: ___,
      ...changes
    } = this.draft(kind, this.count) as Record<string, unknown>;
    await this.workspace.patch(`/v1/${kind}/${id}`, changes).expect(200);
  }

  /** Merges some records of a kind; answers whether it did. */
  async merge(): Promise<boolean> {
    const kind = this.pick(KINDS.filter((one) => this.ids[one].length > 2));
    const chosen = [...new Set([0, 1, 2].map(() => this.pick(this.ids[kind])))];
    const [survivor, ...merge] = chosen;
    if (survivor === undefined || merge.length === 0) return false;
    const before = await Promise.all(chosen.map((id) => this.read(kind, id)));
    const strategy = this.pick(['survivor', 'newest', 'oldest', 'longest', 'most_complete']);
    const answer = await this.workspace.post(`/v1/${kind}/merge`, { survivor, merge, strategy });
    if (answer.status === 422) return false;
    if (answer.status !== 200)
      throw new Error(`A merge answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.ids[kind] = this.ids[kind].filter((id) => !merge.includes(id));
    this.holding.push({ ...(answer.body as MergeAnswer), kind, before });
    return true;
  }

  /** Undoes a merge that holds, or whichever has to be undone before it; answers with that one. */
  async undo(): Promise<Holding> {
    let merge = this.pick(this.holding);
    for (;;) {
      const { status, body } = await this.workspace.post(`/v1/merges/${merge.id}/undo`);
      if (status === 200) break;
      if (status !== 409 || body.code !== 'later_merge')
        throw new Error(`An undo answered ${status}: ${JSON.stringify(body)}`);
      const later = this.holding.find(({ id }) => id === body.merge_id);
      if (!later) throw new Error(`${body.merge_id} is no merge that holds.`);
      merge = later;
    }
    this.holding.splice(this.holding.indexOf(merge), 1);
    this.ids[merge.kind].push(...merge.merged_ids);
    return merge;
  }

  async read(kind: string, id: string): Promise<Created> {
    return (await this.workspace.get(`/v1/${kind}/${id}`).expect(200)).body as Created;
  }

  /** Everything in its public form, without what every write changes; lists in an order of their own. */
  async everything(): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {};
    for (const kind of ALL) {
      for (let cursor: string | null = null; ; ) {
        const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const { body } = await this.workspace.get(`/v1/${kind}?limit=500${more}`).expect(200);
        for (const record of body.data as Created[]) found[record.id] = settled(record);
        cursor = body.next_cursor as string | null;
        if (cursor === null) break;
      }
    }
    const workspaceId = toUuid('workspace', this.workspace.workspace_id);
    const lines = await this.api.sql<Created>(
      'SELECT id, deal_id, position, name, total FROM line_items WHERE workspace_id = $1 AND deleted_at IS NULL',
      [workspaceId],
    );
    for (const line of lines) found[line.id] = line;
    return found;
  }

  /** What is wrong with the links of the workspace: nothing, at any time. */
  async faults(): Promise<string[]> {
    const workspaceId = toUuid('workspace', this.workspace.workspace_id);
    const faults: string[] = [];
    for (const [name, text] of Object.entries(INVARIANTS)) {
      const rows = await this.api.sql(text, [workspaceId]);
      if (rows.length > 0) faults.push(`${name}: ${JSON.stringify(rows.slice(0, 3))}`);
    }
    return faults;
  }
}

/** Without what every write changes. */
export const settled = (record: Created): object =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([name]) => !BOOKKEEPING.includes(name))
      .map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value,
      ]),
  );

const merged = (table: string, column: string, object: string): string =>
  `SELECT t.id FROM ${table} AS t JOIN merged_ids AS m ON m.workspace_id = $1 AND m.object = '${object}' AND m.merged_id = t.${column}
    WHERE t.workspace_id = $1 AND t.deleted_at IS NULL`;

/** Statements that find rows which must not be. */
const INVARIANTS: Readonly<Record<string, string>> = {
  'a contact names a merged company': merged('contacts', 'company_id', 'company'),
  'a company names a merged company': merged('companies', 'parent_id', 'company'),
  'a deal names a merged company': merged('deals', 'company_id', 'company'),
  'a line belongs to a merged deal': merged('line_items', 'deal_id', 'deal'),
  'a link leads to a merged record': `SELECT k.record_id FROM record_links AS k JOIN merged_ids AS m
    ON m.workspace_id = $1 AND m.merged_id = k.record_id WHERE k.workspace_id = $1`,
  'a deal has a merged contact': `SELECT k.deal_id FROM deal_contacts AS k JOIN merged_ids AS m
    ON m.workspace_id = $1 AND m.merged_id = k.contact_id WHERE k.workspace_id = $1`,
  'an entry differs from the companies of its contact': `
    SELECT coalesce(k.contact_id, c.id) FROM (
      SELECT c.id, (e ->> 'company_id')::uuid AS company_id FROM contacts AS c, jsonb_array_elements(c.companies) AS e
      WHERE c.workspace_id = $1 AND c.merged_into IS NULL) AS c
    FULL JOIN (SELECT * FROM contact_companies WHERE workspace_id = $1) AS k ON k.contact_id = c.id AND k.company_id = c.company_id
    WHERE k.contact_id IS NULL OR c.id IS NULL`,
  'a company stands twice in a contact': `
    SELECT c.id FROM contacts AS c, jsonb_array_elements(c.companies) AS e WHERE c.workspace_id = $1
    GROUP BY c.id, e ->> 'company_id' HAVING count(*) > 1`,
  'a contact stands twice in a deal': `
    SELECT d.id FROM deals AS d, jsonb_array_elements(d.contacts) AS e WHERE d.workspace_id = $1
    GROUP BY d.id, e ->> 'contact_id' HAVING count(*) > 1`,
  'a deal with contacts has not one primary': `
    SELECT d.id FROM deals AS d WHERE d.workspace_id = $1 AND d.contacts <> '[]'::jsonb
      AND (SELECT count(*) FROM jsonb_array_elements(d.contacts) AS e WHERE (e ->> 'primary')::boolean) <> 1`,
  'a thing is linked in another way than it says': `
    SELECT coalesce(k.thing_id, a.id) FROM (
      SELECT a.id, a.links FROM activities AS a WHERE a.workspace_id = $1 AND a.deleted_at IS NULL
      UNION ALL SELECT n.id, n.links FROM notes AS n WHERE n.workspace_id = $1 AND n.deleted_at IS NULL) AS a
    FULL JOIN (SELECT thing_id, count(*) AS links FROM record_links WHERE workspace_id = $1 GROUP BY thing_id) AS k ON k.thing_id = a.id
    WHERE coalesce(k.links, 0) <> coalesce(jsonb_array_length(a.links), 0)`,
  'an external id belongs to nobody, or to a merged record': `
    SELECT x.external_id FROM external_ids AS x WHERE x.workspace_id = $1 AND NOT EXISTS (
      SELECT 1 FROM contacts AS c WHERE c.workspace_id = $1 AND c.id = x.record_id AND c.merged_into IS NULL
      UNION ALL SELECT 1 FROM leads AS c WHERE c.workspace_id = $1 AND c.id = x.record_id AND c.merged_into IS NULL)`,
  'a merged record is found by something': `
    SELECT m.merged_id FROM merged_ids AS m WHERE m.workspace_id = $1 AND (
      EXISTS (SELECT 1 FROM match_keys AS k WHERE k.workspace_id = $1 AND k.record_id = m.merged_id)
      OR EXISTS (SELECT 1 FROM contact_points AS p WHERE p.workspace_id = $1 AND p.record_id = m.merged_id))`,
};
