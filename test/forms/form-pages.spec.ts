import request from 'supertest';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const makeForm = (more: object = {}): Promise<Created> =>
  workspace.create('/v1/forms', {
    name: 'Contact <us>',
    object: 'lead',
    fields: [
      { name: 'first_name', label: 'Your "name" & more', placeholder: '"><script>alert(1)</script>' },
      { name: 'emails', label: 'Your email', required: true },
      { name: 'salutation', label: 'How to call you' },
      { name: 'comment', label: 'Message' },
    ],
    ...more,
  });

const open = (form: Created, query = '') => request(api.server).get(`/f/${form.id}${query}`);

const post = (form: Created, body: string) =>
  request(api.server).post(`/f/${form.id}`).set('accept', 'text/html').type('form').send(body);

it('the page asks every question with its label, escapes what it shows, and runs nothing', async () => {
  const form = await makeForm({ consent: { text: 'I <agree>', required: true } });
  const { text, headers } = await open(form, '?utm_source=%22%3E%3Cb%3E&utm_medium=cpc')
    .set('referer', 'https://www.google.com/?q="x"')
    .expect(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors \*$/,
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(text).not.toContain('<script');
  expect(text).not.toContain('<us>');
  expect(text).not.toContain('<agree>');
  for (const part of [
    '<html lang="en">',
    '<h1>Contact &lt;us&gt;</h1>',
    '<label for="f-emails">Your email <span class="required">(required)</span></label>',
    '<input type="email" id="f-emails" name="emails" required maxlength="254"'.replace(
      ' maxlength="254"',
      '',
    ),
    'autocomplete="email"',
    '<option value="dr">Dr</option>',
    '<input type="hidden" name="utm_source" value="&quot;&gt;&lt;b&gt;">',
    '<input type="hidden" name="utm_medium" value="cpc">',
    '<input type="hidden" name="_referrer" value="https://www.google.com/?q=&quot;x&quot;">',
  ]) {
    expect(text).toContain(part);
  }
});

it('a browser is led on to the page that thanks, or to the site', async () => {
  const form = await makeForm({ success_message: 'We call you <soon>.' });
  const sent = await post(form, 'emails=a%40example.com&utm_source=google').expect(303);
  expect(sent.headers.location).toBe(`${form.id}/thanks`);
  const { text } = await request(api.server).get(`/f/${form.id}/thanks`).expect(200);
  expect(text).toContain('We call you &lt;soon&gt;.');
  const away = await makeForm({ redirect_url: 'https://shop.example/thanks' });
  const led = await post(away, 'emails=a%40example.com').expect(303);
  expect(led.headers.location).toBe('https://shop.example/thanks');
  const { headers } = await open(away);
  expect(headers['content-security-policy']).toContain("form-action 'self' https://shop.example;");
  const { body } = await workspace.get(`/v1/forms/${form.id}/submissions`).expect(200);
  expect(body.data[0]).toMatchObject({ values: { emails: ['a@example.com'] }, utm: { source: 'google' } });
});

it('a browser that left something out gets the form again, as it was filled in', async () => {
  const form = await makeForm({ consent: { text: 'Yes', required: true } });
  const { text } = await post(form, 'first_name=Ada%22&comment=%3C%2Ftextarea%3E&salutation=dr').expect(422);
  for (const part of [
    'role="alert"',
    '<a href="#f-emails">Your email</a>',
    'aria-invalid="true" aria-describedby="f-emails-wrong"',
    'value="Ada&quot;"',
    '&lt;/textarea&gt;</textarea>',
    '<option value="dr" selected>',
    '<p class="wrong" id="f-consent-wrong">',
  ]) {
    expect(text).toContain(part);
  }
});

it('the fixed words are of the language of the workspace', async () => {
  const abroad = await api.workspace();
  const form = await abroad.create('/v1/forms', {
    name: 'Kontakt',
    object: 'lead',
    fields: [{ name: 'emails', label: 'E-Mail', required: true }],
  });
  for (const [locale, word] of [
    ['fr', 'Envoyer'],
    ['de', 'Senden'],
    ['es', 'Enviar'],
    ['ru', 'Отправить'],
    ['vi', 'Gửi'],
  ]) {
    await abroad.patch('/v1/workspace', { locale }).expect(200);
    const { text } = await open(form).expect(200);
    expect(text).toContain(`<html lang="${locale}">`);
    expect(text).toContain(`>${word}</button>`);
  }
});

it('a closed form says so, and one that is not there is not', async () => {
  const form = await makeForm({ is_active: false });
  expect((await open(form).expect(410)).text).toContain('This form is closed.');
  expect((await post(form, 'emails=a%40example.com').expect(410)).text).toContain('This form is closed.');
  await request(api.server).get('/f/form_01jc6nrygyfgx9y01bdgemwqv0').expect(404);
  await request(api.server).get('/f/nonsense').expect(404);
});
