import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Method } from '../support/api-client';
import { TestApi } from '../support/test-api';

/** The requests of a guide, in its order. */
const requests = [
  ...readFileSync(join(__dirname, '../../docs/custom-fields.md'), 'utf8').matchAll(/```http\n([\s\S]*?)```/g),
].map(([, text = '']) => {
  const [head = '', body = ''] = text.trim().split('\n\n');
  const [method = '', path = ''] = head.split(' ');
  return { method: method.toLowerCase() as Method, path, body };
});

it('docs/custom-fields.md: every request is answered as it says', async () => {
  const api = await TestApi.start();
  const workspace = await api.workspace();
  const answers: [string, number][] = [];
  for (const { method, path, body } of requests) {
    const call = workspace.call(method, path);
    const { status } = await (body === '' ? call : call.send(JSON.parse(body) as object));
    answers.push([`${method} ${path.split('?')[0] ?? ''}`, status]);
  }
  await api.stop();
  expect(answers).toEqual([
    ['post /v1/deals/fields', 201],
    ['post /v1/deals', 201],
    ['get /v1/deals', 200],
    ['post /v1/deals/search', 200],
    ['post /v1/deals/fields', 201],
    ['post /v1/deals/upsert', 201],
    // The order number is no web address: the guide says that this is told.
    ['post /v1/deals/fields/order_no/convert', 422],
    ['delete /v1/deals/fields/delivery_window', 200],
    ['post /v1/deals/fields/delivery_window/restore', 200],
    ['patch /v1/deals/fields/comment', 200],
  ]);
});
