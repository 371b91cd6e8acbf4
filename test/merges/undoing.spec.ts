import { forgetJournals } from '@crm/merges';
import { type OutsideCheck, OutsideChecks } from '@crm/records';

import { eventsOf, rowCounts } from '../records/support/stored-events';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { settled } from './support/merge-world';

let api: TestApi;
let workspace: TestWorkspace;
let refused = false;

const check: OutsideCheck = {
  watches: ({ name }) => name === 'deal' && refused,
  review: (_ctx, _type, drafts) =>
    Promise.resolve(drafts.map(() => [{ pointer: '/title', code: 'too_cheap', detail: 'Say more' }])),
};

beforeAll(async () => {
  api = await TestApi.start();
  api.app.get(OutsideChecks).add(check);
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const read = async (path: string): Promise<Created> =>
  (await workspace.get(path).expect(200)).body as Created;

const contact = (last_name: string, more: object = {}): Promise<Created> =>
  workspace.create('/v1/contacts', { last_name, ...more });

const merge = async (survivor: Created, others: readonly Created[], more: object = {}) => {
  const body = { survivor: survivor.id, merge: others.map(({ id }) => id), ...more };
  return (await workspace.post('/v1/contacts/merge', body).expect(200)).body;
};

const undo = async (id: string) => (await workspace.post(`/v1/merges/${id}/undo`).expect(200)).body;

describe('a preview', () => {
  it('of a merge says what differs and which wins, and writes nothing', async () => {
    const [one, two] = [
      await contact('Dubois', { job_title: 'Buyer', comment: 'Short' }),
      await contact('Dubois', { job_title: 'Head of purchasing', source: 'web_form' }),
    ];
    const before = await rowCounts(api);
    const { body } = await workspace
      .post('/v1/contacts/merge?validate_only=true', {
        survivor: one.id,
        merge: [two.id],
        strategy: 'longest',
      })
      .expect(200);
    expect(await rowCounts(api)).toEqual(before);
    expect(body.conflicts).toEqual([
      {
        field: 'job_title',
        values: [
          { id: one.id, value: 'Buyer' },
          { id: two.id, value: 'Head of purchasing' },
        ],
        from: two.id,
        why: 'longest',
        left_out: 0,
      },
    ]);
    expect(body.record).toMatchObject({
      job_title: 'Head of purchasing',
      comment: 'Short',
      source: 'web_form',
    });
    expect(await read(`/v1/contacts/${two.id}`)).toEqual(two);
  });

  it('of an undo says what would go back, and writes nothing', async () => {
    const [one, two] = [await contact('A'), await contact('B', { comment: 'Hello' })];
    const { id } = await merge(one, [two]);
    const before = await rowCounts(api);
    const { body } = await workspace.post(`/v1/merges/${id}/undo?validate_only=true`).expect(200);
    expect(body).toMatchObject({ state: 'undone', record: { comment: null }, restored: [{ id: two.id }] });
    expect(await rowCounts(api)).toEqual(before);
    expect((await read(`/v1/merges/${id}`)).state).toBe('merged');
  });
});

describe('an undo', () => {
  it('keeps what was changed since, and says so', async () => {
    const [one, two] = [
      await contact('A'),
      await contact('B', { comment: 'Hello', job_title: 'Buyer', phones: [{ value: '+33612345678' }] }),
    ];
    const { id, record } = await merge(one, [two]);
    const phones = [...record.phones, { value: '+33198765432' }].map(({ value }) => ({ value }));
    await workspace.patch(`/v1/contacts/${one.id}`, { comment: 'Changed', phones }).expect(200);
    const { record: back, kept_fields } = await undo(id);
    expect(back).toMatchObject({ comment: 'Changed', job_title: null });
    expect(back.phones.map(({ value }: { value: string }) => value)).toEqual(['+33198765432']);
    expect(kept_fields).toEqual(['comment', 'phones']);
  });

  it('gives links back with their edits, unless they were linked anew; what came since stays', async () => {
    const [one, two, three] = [await contact('A'), await contact('B'), await contact('C')];
    const deal = (title: string) =>
      workspace.create('/v1/deals', { title, contacts: [{ contact_id: two.id, role: 'buyer' }] });
    const [edited, moved] = [await deal('Edited'), await deal('Moved')];
    const call = await workspace.create('/v1/activities', {
      type: 'call',
      subject: 'X',
      links: [{ id: two.id }],
    });
    const { id } = await merge(one, [two]);
    const linkTo = (where: Created, contacts: object[]) =>
      workspace.patch(`/v1/deals/${where.id}`, { contacts }).expect(200);
    await linkTo(edited, [{ contact_id: one.id, role: 'decision maker' }]);
    await linkTo(moved, [{ contact_id: three.id }]);
    await workspace.patch(`/v1/activities/${call.id}`, { subject: 'Y' }).expect(200);
    const late = await workspace.create('/v1/activities', {
      type: 'call',
      subject: 'Z',
      links: [{ id: two.id }],
    });
    const { given_back, kept } = await undo(id);
    expect((await read(`/v1/deals/${edited.id}`)).contacts).toEqual([
      { contact_id: two.id, role: 'decision maker', primary: true },
    ]);
    expect((await read(`/v1/deals/${moved.id}`)).contacts).toMatchObject([{ contact_id: three.id }]);
    expect(await read(`/v1/activities/${call.id}`)).toMatchObject({ subject: 'Y', links: [{ id: two.id }] });
    expect((await read(`/v1/activities/${late.id}`)).links).toMatchObject([{ id: one.id }]);
    expect(given_back).toEqual([
      { object: 'deal', count: 1, ids: [edited.id] },
      { object: 'activity', count: 1, ids: [call.id] },
    ]);
    expect(kept).toEqual([{ object: 'deal', count: 1, ids: [moved.id] }]);
  });

  it('of chained merges goes backwards; of others in any order', async () => {
    const [a, b, c, d] = [await contact('A'), await contact('B'), await contact('C'), await contact('D')];
    const deal = await workspace.create('/v1/deals', { title: 'X', contacts: [{ contact_id: a.id }] });
    const [first, other] = [await merge(b, [a]), await merge(d, [await contact('E')])];
    const second = await merge(c, [b]);
    expect((await read(`/v1/deals/${deal.id}`)).contacts).toMatchObject([{ contact_id: c.id }]);
    const { body } = await workspace.post(`/v1/merges/${first.id}/undo`).expect(409);
    expect(body).toMatchObject({ code: 'later_merge', merge_id: second.id });
    await undo(other.id);
    await undo(second.id);
    await undo(first.id);
    for (const one of [a, b, c]) expect(settled(await read(`/v1/contacts/${one.id}`))).toEqual(settled(one));
    expect((await read(`/v1/deals/${deal.id}`)).contacts).toEqual(deal.contacts);
  });

  it('leaves keys to whoever has taken them since, and waits for a deleted survivor', async () => {
    const [one, two] = [await contact('A'), await contact('B', { external_ids: [{ app: 'shop', id: '1' }] })];
    const { id } = await merge(one, [two]);
    await workspace.patch(`/v1/contacts/${one.id}`, { external_ids: [] }).expect(200);
    const taker = await contact('C', { external_ids: [{ app: 'shop', id: '1' }] });
    await workspace.delete(`/v1/contacts/${one.id}`).expect(200);
    expect((await workspace.post(`/v1/merges/${id}/undo`).expect(409)).body).toMatchObject({
      code: 'deleted_record',
      existing_id: one.id,
    });
    await workspace.post(`/v1/contacts/${one.id}/restore`).expect(200);
    const { restored, kept_fields } = await undo(id);
    expect(restored).toMatchObject([{ id: two.id, external_ids: [] }]);
    expect(kept_fields).toEqual(['external_ids']);
    expect(await read(`/v1/contacts/${taker.id}`)).toEqual(taker);
  });

  it('is over after 90 days; the history is not', async () => {
    const { id } = await merge(await contact('A'), [await contact('B')]);
    await api.sql(
      `UPDATE merges SET merged_at = merged_at - interval '90 days' WHERE merged_ids IS NOT NULL`,
    );
    expect((await workspace.post(`/v1/merges/${id}/undo`).expect(409)).body.code).toBe('merge_final');
    expect((await read(`/v1/merges/${id}`)).state).toBe('final');
    expect((await workspace.get('/v1/merges?state=final').expect(200)).body.data).toHaveLength(1);
    await forgetJournals(api.database, new Date());
    const kept = await api.sql('SELECT journal FROM merges WHERE merged_at < now() AND journal IS NOT NULL');
    expect([kept, await api.sql('SELECT 1 FROM moved_links')]).toEqual([[], []]);
    expect((await workspace.post(`/v1/merges/${id}/undo`).expect(409)).body.code).toBe('merge_final');
  });
});

describe('what is told of it', () => {
  it('is one event of the survivor each time, and one of every record that comes back', async () => {
    const [one, two] = [await contact('A'), await contact('B', { comment: 'Hello' })];
    const deal = await workspace.create('/v1/deals', { title: 'X', contacts: [{ contact_id: two.id }] });
    const { id } = await merge(one, [two]);
    await undo(id);
    const told = await eventsOf(api, one.id);
    expect(told.map(({ type }) => type)).toEqual(['contact.created', 'contact.merged', 'contact.unmerged']);
    const moved = [{ object: 'deal', count: 1, ids: [deal.id] }];
    expect(told[1]).toMatchObject({
      object: { id: one.id, comment: 'Hello', merge: { id, merged_ids: [two.id], moved } },
      changes: { comment: { from: null, to: 'Hello' } },
    });
    expect(told[2]).toMatchObject({ object: { comment: null, merge: { id, merged_ids: [two.id], moved } } });
    const ofOther = (await eventsOf(api, two.id)).map(({ type }) => type);
    expect(ofOther).toEqual(['contact.created', 'contact.restored']);
    const ofDeal = (await eventsOf(api, deal.id)).map(({ type }) => type);
    expect(ofDeal).toEqual(['deal.created', 'deal.updated', 'deal.updated']);
    const { body: audit } = await workspace.get('/v1/audit-log').expect(200);
    expect(audit.data.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['contact.merged', 'contact.unmerged']),
    );
  });
});

describe('a merge', () => {
  it('asks apps about the survivor, and holds to If-Match', async () => {
    const [one, two] = [
      await workspace.create('/v1/deals', { title: 'A' }),
      await workspace.create('/v1/deals', { title: 'B' }),
    ];
    const ask = () => workspace.post('/v1/deals/merge', { survivor: one.id, merge: [two.id] });
    await workspace.patch(`/v1/deals/${one.id}`, { title: 'C' }).expect(200);
    expect((await ask().set('if-match', '"1"').expect(412)).body.changed).toEqual(['title']);
    refused = true;
    try {
      expect((await ask().expect(422)).body.errors[0].code).toBe('too_cheap');
    } finally {
      refused = false;
    }
    const { headers, body } = await ask().set('if-match', '"2"').expect(200);
    expect(headers.etag).toBe(`"${body.record.version}"`);
  });

  it('takes custom fields along: values, lists, unique ones, and those of others that name a merged record', async () => {
    for (const field of [
      { key: 'size', name: 'Size', type: 'text' },
      { key: 'tags', name: 'Tags', type: 'text', multiple: true },
      { key: 'code', name: 'Code', type: 'text', unique: true },
    ])
      await workspace.create('/v1/contacts/fields', field);
    const partner = { key: 'partner', name: 'Partner', type: 'record', target: 'contact' };
    await workspace.create('/v1/companies/fields', partner);
    const [one, two] = [
      await contact('A', { custom_fields: { size: 'S', tags: ['a'] } }),
      await contact('B', { custom_fields: { size: 'L', tags: ['a', 'b'], code: 'X1' } }),
    ];
    const firm = await workspace.create('/v1/companies', { name: 'F', custom_fields: { partner: two.id } });
    const { id, record } = await merge(one, [two], { fields: { 'custom_fields.size': { from: two.id } } });
    expect(record.custom_fields).toEqual({ size: 'L', tags: ['a', 'b'], code: 'X1' });
    expect((await read(`/v1/companies/${firm.id}`)).custom_fields).toEqual({ partner: one.id });
    const filter = encodeURIComponent(JSON.stringify({ custom_fields: { code: 'X1' } }));
    const { body: found } = await workspace.get(`/v1/contacts?filter=${filter}`).expect(200);
    expect(found.data).toMatchObject([{ id: one.id }]);
    await undo(id);
    for (const before of [one, two])
      expect(settled(await read(`/v1/contacts/${before.id}`))).toEqual(settled(before));
    expect((await read(`/v1/companies/${firm.id}`)).custom_fields).toEqual({ partner: two.id });
  });

  it('leaves out what there is no room for, and refuses to lose external ids', async () => {
    const emails = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => ({ value: `n${from + at}@example.com` }));
    const ids = (from: number) =>
      Array.from({ length: 12 }, (_, at) => ({ app: 'shop', id: String(from + at) }));
    const [one, two] = [
      await contact('A', { emails: emails(0, 15) }),
      await contact('B', { emails: emails(10, 25) }),
    ];
    const { record, conflicts } = await merge(one, [two]);
    expect(record.emails).toHaveLength(20);
    expect(conflicts).toContainEqual(
      expect.objectContaining({ field: 'emails', why: 'united', left_out: 5 }),
    );
    const [three, four] = [
      await contact('C', { external_ids: ids(0) }),
      await contact('D', { external_ids: ids(20) }),
    ];
    const body = { survivor: three.id, merge: [four.id] };
    expect((await workspace.post('/v1/contacts/merge', body).expect(422)).body.errors[0].code).toBe(
      'too_many',
    );
  });

  it('leaves out what the survivor cannot take', async () => {
    const firm = await workspace.create('/v1/companies', { name: 'Gone' });
    const [one, two] = [
      await workspace.create('/v1/deals', { title: 'A' }),
      await workspace.create('/v1/deals', { title: 'B', company_id: firm.id }),
    ];
    await workspace.delete(`/v1/companies/${firm.id}`).expect(200);
    const { body } = await workspace
      .post('/v1/deals/merge', { survivor: one.id, merge: [two.id] })
      .expect(200);
    expect(body.record.company_id).toBeNull();
    expect(body.conflicts).toContainEqual({
      field: 'company_id',
      values: [{ id: two.id, value: firm.id }],
      from: one.id,
      why: 'refused',
      left_out: 0,
    });
    const chosen = { survivor: one.id, merge: [(await workspace.create('/v1/deals', { title: 'C' })).id] };
    await workspace.post('/v1/deals/merge', { ...chosen, fields: { nothing: { from: one.id } } }).expect(422);
    await workspace.post('/v1/deals/merge', { ...chosen, fields: { title: { from: two.id } } }).expect(400);
    await workspace.post('/v1/deals/merge', { ...chosen, merge: [one.id] }).expect(400);
  });
});
