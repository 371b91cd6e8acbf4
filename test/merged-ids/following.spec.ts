import type request from 'supertest';

import { employ } from '../rights/support/staff';
import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { KINDS, merge, mergedInto } from './support/merged';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const company = (name: string): Promise<Created> => workspace.create('/v1/companies', { name });

const idsAt = async (path: string): Promise<string[]> => {
  const { body } = await workspace.get(path).expect(200);
  return (body.data as { id: string }[]).map(({ id }) => id);
};

const filtered = (objects: string, filter: object): Promise<string[]> =>
  idsAt(`/v1/${objects}?filter=${encodeURIComponent(JSON.stringify(filter))}`);

describe.each(Object.entries(KINDS))('the id of a merged %s', (object, { plural, least }) => {
  it('answers with the survivor, along a chain of merges, and says where that is', async () => {
    const kind = object as keyof typeof KINDS;
    const [first, second, last] = await Promise.all(
      [0, 1, 2].map(() => workspace.create(`/v1/${plural}`, least)),
    );
    if (!first || !second || !last) throw new Error('Three were made.');
    await merge(api, workspace, kind, { merged: first.id, into: second.id });
    await merge(api, workspace, kind, { merged: second.id, into: last.id });
    for (const { id } of [first, second]) {
      for (const query of ['', '?deleted=include', '?fields=id']) {
        const { body, headers } = await workspace.get(`/v1/${plural}/${id}${query}`).expect(200);
        expect(body.id).toBe(last.id);
        expect(headers['content-location']).toBe(`/v1/${plural}/${last.id}${query}`);
        const direct = await workspace.get(`/v1/${plural}/${last.id}${query}`).expect(200);
        expect([body, headers.etag]).toEqual([direct.body, direct.headers.etag]);
        expect(direct.headers['content-location']).toBeUndefined();
      }
    }
  });

  it('changes and deletes the survivor', async () => {
    const kind = object as keyof typeof KINDS;
    const survivor = await workspace.create(`/v1/${plural}`, least);
    const merged = await mergedInto(api, workspace, kind, survivor.id);
    const path = `/v1/${plural}/${merged}`;
    const { body, headers } = await workspace.get(path).expect(200);
    const changed = await workspace
      .patch(path, { comment: 'Told to the merged one' })
      .set('if-match', String(headers.etag))
      .expect(200);
    expect(changed.body).toMatchObject({ id: survivor.id, version: Number(body.version) + 1 });
    expect(changed.headers['content-location']).toBe(`/v1/${plural}/${survivor.id}`);
    await workspace.patch(path, { comment: 'x' }).set('if-match', String(headers.etag)).expect(412);
    const deleted = await workspace.delete(path).expect(200);
    expect(deleted.body.id).toBe(survivor.id);
    expect(deleted.headers['content-location']).toBe(`/v1/${plural}/${survivor.id}`);
    await workspace.get(path).expect(404);
    const { body: shown } = await workspace.get(`${path}?deleted=include`).expect(200);
    expect(shown.id).toBe(survivor.id);
  });

  it('stands in no list, and is not restored', async () => {
    const kind = object as keyof typeof KINDS;
    const survivor = await workspace.create(`/v1/${plural}`, least);
    const merged = await mergedInto(api, workspace, kind, survivor.id);
    const gone = await workspace.create(`/v1/${plural}`, least);
    await workspace.delete(`/v1/${plural}/${gone.id}`).expect(200);
    expect(await idsAt(`/v1/${plural}`)).toEqual([survivor.id]);
    expect(await idsAt(`/v1/${plural}?deleted=only`)).toEqual([gone.id]);
    expect((await idsAt(`/v1/${plural}?deleted=include`)).toSorted()).toEqual(
      [survivor.id, gone.id].toSorted(),
    );
    const { body } = await workspace.post(`/v1/${plural}/${merged}/restore`).expect(409);
    expect(body).toMatchObject({ code: 'record_merged', existing_id: survivor.id });
    // A row that was purged leaves its id behind.
    await api.sql(`DELETE FROM ${plural} WHERE merged_into IS NOT NULL`);
    await workspace.post(`/v1/${plural}/${merged}/restore`).expect(409);
    expect((await workspace.get(`/v1/${plural}/${merged}`).expect(200)).body.id).toBe(survivor.id);
  });
});

describe('a write under a merged id', () => {
  it('is done once under its key, and answered alike', async () => {
    const survivor = await company('Survivor');
    const merged = await mergedInto(api, workspace, 'company', survivor.id);
    const send = () =>
      workspace
        .patch(`/v1/companies/${merged}`, { comment: 'once' })
        .set('idempotency-key', 'k1')
        .expect(200);
    const first = await send();
    const second = await send();
    expect(second.body).toEqual(first.body);
    expect(second.headers['content-location']).toBe(`/v1/companies/${survivor.id}`);
    expect((await workspace.get(`/v1/companies/${survivor.id}`)).body.version).toBe(2);
  });

  it('is not let through by an ETag that the merged record had itself', async () => {
    const survivor = await company('Survivor');
    const old = await company('Old');
    const path = `/v1/companies/${old.id}`;
    await workspace.patch(path, { comment: 'x' }).expect(200);
    const { headers } = await workspace.get(path).expect(200);
    await merge(api, workspace, 'company', { merged: old.id, into: survivor.id });
    // As a merge does.
    await workspace.patch(`/v1/companies/${survivor.id}`, { comment: 'merged' }).expect(200);
    const known = String(headers.etag);
    await workspace.patch(path, { comment: 'y' }).set('if-match', known).expect(412);
    await workspace.get(path).set('if-none-match', known).expect(200);
  });

  it('follows what came before it in a batch, also under the other id', async () => {
    const survivor = await company('Survivor');
    const merged = await mergedInto(api, workspace, 'company', survivor.id);
    const update = (id: string, comment: string) => ({ op: 'update', id, data: { comment } });
    const operations = [update(merged, 'first'), update(survivor.id, 'second'), update(merged, 'third')];
    const { body } = await workspace.post('/v1/companies/batch', { operations }).expect(200);
    expect(body.results.map(({ id, status }: { id: string; status: number }) => [id, status])).toEqual(
      operations.map(() => [survivor.id, 200]),
    );
    const { body: now } = await workspace.get(`/v1/companies/${survivor.id}`).expect(200);
    expect(now).toMatchObject({ comment: 'third', version: 4 });
  });

  it('converts the surviving lead, and attaches surviving records', async () => {
    const lead = await workspace.create('/v1/leads', { title: 'Survivor', first_name: 'Ada' });
    const mergedLead = await mergedInto(api, workspace, 'lead', lead.id);
    const acme = await company('Acme');
    const mergedCompany = await mergedInto(api, workspace, 'company', acme.id);
    const conversion = { company: { id: mergedCompany }, contact: true };
    const { body, headers } = await workspace.post(`/v1/leads/${mergedLead}/convert`, conversion).expect(200);
    expect(headers['content-location']).toBe(`/v1/leads/${lead.id}/convert`);
    expect(body.lead).toMatchObject({ id: lead.id, converted_to: { company_id: acme.id } });
    expect(body.contact.record).toMatchObject({ company_id: acme.id, lead_id: lead.id });
    await workspace.post(`/v1/leads/${mergedLead}/unconvert`).expect(200);
  });
});

describe('a merged id in a body', () => {
  it('is stored as the survivor', async () => {
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    const contact = await workspace.create('/v1/contacts', { first_name: 'Ada', company_id: merged });
    expect(contact.company_id).toBe(acme.id);
    const mergedContact = await mergedInto(api, workspace, 'contact', contact.id);
    const contacts = [{ contact_id: mergedContact, role: 'Decides' }];
    const deal = await workspace.create('/v1/deals', { title: 'x', company_id: merged, contacts });
    expect(deal).toMatchObject({
      company_id: acme.id,
      contacts: [{ contact_id: contact.id, role: 'Decides' }],
    });
    const child = await workspace.create('/v1/companies', { name: 'Child', parent_id: merged });
    expect(child.parent_id).toBe(acme.id);
    const note = await workspace.create('/v1/notes', { text: 'x', links: [{ id: merged }] });
    expect(note.links).toEqual([{ object: 'company', id: acme.id }]);
    expect(await idsAt(`/v1/companies/${merged}/notes`)).toEqual([note.id]);
  });

  it('is one entry with its survivor in a list, and no parent of it', async () => {
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    const companies = [
      { company_id: merged, role: 'Founder', primary: true },
      { company_id: acme.id, role: 'Owner' },
    ];
    const contact = await workspace.create('/v1/contacts', { first_name: 'Ada', companies });
    expect(contact.companies).toEqual([{ company_id: acme.id, role: 'Owner', primary: true }]);
    const again = await workspace
      .patch(`/v1/contacts/${contact.id}?list_mode=merge`, {
        companies: [{ company_id: merged, role: 'Heir' }],
      })
      .expect(200);
    expect(again.body.companies).toEqual([{ company_id: acme.id, role: 'Heir', primary: true }]);
    const { body } = await workspace.patch(`/v1/companies/${acme.id}`, { parent_id: merged }).expect(422);
    const own = await workspace.patch(`/v1/companies/${acme.id}`, { parent_id: acme.id }).expect(422);
    expect(body.errors).toEqual(own.body.errors);
  });

  it('is stored as the survivor in a custom field', async () => {
    await workspace.create('/v1/deals/fields', {
      key: 'agency',
      name: 'Agency',
      type: 'record',
      target: 'company',
    });
    await workspace.create('/v1/deals/fields', {
      key: 'partners',
      name: 'Partners',
      type: 'record',
      target: 'company',
      multiple: true,
    });
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    const custom_fields = { agency: merged, partners: [merged, acme.id] };
    const deal = await workspace.create('/v1/deals', { title: 'x', custom_fields });
    expect(deal.custom_fields).toMatchObject({ agency: acme.id, partners: [acme.id] });
    expect(await filtered('deals', { custom_fields: { agency: merged } })).toEqual([deal.id]);
    expect(await filtered('deals', { custom_fields: { partners: { has: merged } } })).toEqual([deal.id]);
  });

  it('is stored as the survivor from what other services post', async () => {
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    const mapping = [
      { to: 'first_name', from: '/name' },
      { to: 'company_id', from: '/company' },
    ];
    const { url } = await workspace.create('/v1/incoming-urls', { name: 'x', object: 'contact', mapping });
    const { body } = await workspace
      .post(new URL(String(url)).pathname, { name: 'Ada', company: merged })
      .expect(200);
    const { body: contact } = await workspace.get(`/v1/contacts/${String(body.id)}`).expect(200);
    expect(contact.company_id).toBe(acme.id);
  });

  it('is stored as the survivor by a bulk update, and found by its filter', async () => {
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    const deal = await workspace.create('/v1/deals', { title: 'x', company_id: acme.id });
    const other = await company('Other');
    const mergedOther = await mergedInto(api, workspace, 'company', other.id);
    const change = { filter: { company_id: merged }, data: { company_id: mergedOther } };
    const { body } = await workspace.post('/v1/deals/bulk-update?validate_only=true', change).expect(202);
    expect(body).toMatchObject({ results: [{ id: deal.id, status: 200 }] });
  });

  it('is told of as unknown when its survivor is deleted', async () => {
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    await workspace.delete(`/v1/companies/${acme.id}`).expect(200);
    const { body } = await workspace.post('/v1/deals', { title: 'x', company_id: merged }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/company_id', code: 'unknown_reference' }]);
  });
});

describe('a merged id in a filter', () => {
  it('finds what the survivor has', async () => {
    const acme = await company('Acme');
    const other = await company('Other');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    const deal = await workspace.create('/v1/deals', { title: 'x', company_id: acme.id });
    const others = await workspace.create('/v1/deals', { title: 'y', company_id: other.id });
    const note = await workspace.create('/v1/notes', { text: 'x', links: [{ id: acme.id }] });
    expect(await idsAt(`/v1/deals?company_id=${merged}`)).toEqual([deal.id]);
    expect(await filtered('deals', { company_id: { in: [merged] } })).toEqual([deal.id]);
    expect(await filtered('deals', { company: { id: merged } })).toEqual([deal.id]);
    expect(await filtered('deals', { not: { company_id: merged } })).toEqual([others.id]);
    expect(await filtered('notes', { links: { has: merged } })).toEqual([note.id]);
    expect(await filtered('companies', { id: merged })).toEqual([acme.id]);
    const segment = { name: 'Of Acme', object: 'deal', filter: { company_id: merged } };
    const { id } = await workspace.create('/v1/segments', segment);
    expect(await idsAt(`/v1/segments/${id}/members`)).toEqual([deal.id]);
    const totals = await workspace.get(`/v1/deals/totals?company_id=${merged}`).expect(200);
    expect(JSON.stringify(totals.body)).toBe(
      JSON.stringify((await workspace.get(`/v1/deals/totals?company_id=${acme.id}`)).body),
    );
  });
});

describe('a walk through pages that a merge comes into', () => {
  it('goes on under the id with which it began', async () => {
    const old = await company('Old');
    const survivor = await company('Survivor');
    for (const company_id of [old.id, old.id, survivor.id])
      await workspace.create('/v1/contacts', { first_name: 'Ada', company_id });
    const cursors: (() => request.Test)[] = [];
    for (const path of ['contacts', 'contacts?sort=-created_at']) {
      const page = (more: string) =>
        workspace.get(`/v1/companies/${old.id}/${path}${path.includes('?') ? '&' : '?'}limit=1${more}`);
      const { body } = await page('').expect(200);
      cursors.push(() => page(`&cursor=${encodeURIComponent(String(body.next_cursor))}`).expect(200));
    }
    await merge(api, workspace, 'company', { merged: old.id, into: survivor.id });
    for (const goOn of cursors) expect((await goOn()).headers['content-location']).toContain(survivor.id);
  });
});

describe('who may not see the survivor', () => {
  it('is not told that the merged id was ever there', async () => {
    const role = await workspace.create('/v1/roles', {
      name: 'Own alone',
      objects: { company: { read: 'own', update: 'own', delete: 'own' }, deal: { read: 'all' } },
    });
    const { client } = await employ(api, workspace, 'Nina', String(role.key));
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    await workspace.create('/v1/deals', { title: 'x', company_id: acme.id });
    const { body, headers } = await client.get(`/v1/companies/${merged}`).expect(404);
    expect([JSON.stringify(body).includes(acme.id), headers['content-location']]).toEqual([false, undefined]);
    await client.post(`/v1/companies/${merged}/restore`).expect(404);
    const { body: found } = await client.get(`/v1/deals?company_id=${merged}`).expect(200);
    expect(found.data).toEqual([]);
    await client.patch(`/v1/companies/${merged}`, { comment: 'x' }).expect(404);
  });

  it('is not told in another workspace', async () => {
    const acme = await company('Acme');
    const merged = await mergedInto(api, workspace, 'company', acme.id);
    const south = await api.workspace();
    await south.get(`/v1/companies/${merged}`).expect(404);
    await south.post('/v1/deals', { title: 'x', company_id: merged }).expect(422);
  });
});
