import { randomUUID } from 'node:crypto';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const makeForm = (more: object = {}) =>
  workspace.create('/v1/forms', {
    name: 'Contact us',
    object: 'lead',
    fields: [{ name: 'emails', label: 'Your email', required: true }],
    ...more,
  });

const send = ({ id }: Created, body: object = { emails: 'a@example.com' }) =>
  api.as(null).post(`/f/${id}`, body);

const stored = async ({ id }: Created): Promise<string[]> =>
  (await workspace.get(`/v1/forms/${id}/submissions`).expect(200)).body.data.map((one: Created) => one.id);

describe('the limits of a form', () => {
  it.each([{ limit_per_address: 3 }, { limit_per_hour: 3 }])(
    '%j holds when many send at once',
    async (limit) => {
      const form = await makeForm(limit);
      const answers = await Promise.all(Array.from({ length: 40 }, async () => (await send(form)).status));
      expect(answers.filter((status) => status === 202)).toHaveLength(3);
      expect(answers.filter((status) => status === 429)).toHaveLength(37);
      expect(await stored(form)).toHaveLength(3);
    },
  );
});

describe('a form with an Idempotency-Key', () => {
  it('is one submission, however often it is sent, also past the limit', async () => {
    const form = await makeForm({ limit_per_address: 1 });
    const key = randomUUID();
    const once = () => send(form).set('idempotency-key', key).expect(202);
    const first = await once();
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    const again = await once();
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await stored(form)).toEqual([first.body.id]);
  });

  it('is one submission when it is sent twice at once', async () => {
    const form = await makeForm();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(form).set('idempotency-key', key).expect(202)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await stored(form)).toHaveLength(1);
  });

  it('is refused with other answers; another form knows nothing of the key, nor does what was refused', async () => {
    const form = await makeForm();
    const key = randomUUID();
    const named = (to: Created, body?: object) => send(to, body).set('idempotency-key', key);
    await named(form, { emails: '' }).expect(422);
    const { body: first } = await named(form).expect(202);
    const { body } = await named(form, { emails: 'b@example.com' }).expect(422);
    expect(body.code).toBe('idempotency_key_reused');
    const { body: other } = await named(await makeForm()).expect(202);
    expect(other.id).not.toBe(first.id);
    const wrong = await send(form).set('idempotency-key', 'with a space').expect(400);
    expect(wrong.body.errors[0].code).toBe('invalid_idempotency_key');
  });
});
