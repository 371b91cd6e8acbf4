import { tmpdir } from 'node:os';

import { BashSession } from '../journeys/support/bash-session';
import { codeBlocks } from '../journeys/support/code-blocks';
import { TestApi } from '../support/test-api';

it('docs/custom-fields.md: every request is answered as it says', async () => {
  const api = await TestApi.shared();
  const workspace = await api.workspace();
  const session = new BashSession(tmpdir(), { URL: api.url, TOKEN: workspace.private_app_key });
  const said: unknown[] = [];
  for (const { language, code } of codeBlocks('docs/custom-fields.md')) {
    if (language === 'sh') said.push(JSON.parse(await session.run(code)));
  }
  await session.end();
  await api.stop();
  const desks = { title: '20 desks', custom_fields: { delivery_window: 'morning' } };
  expect(said).toMatchObject([
    { key: 'delivery_window', type: 'select', indexed: true },
    desks,
    { data: [desks] },
    { data: [desks] },
    { key: 'order_no', unique: true },
    { result: 'created', title: 'Order A-1' },
    // The order number is no web address: the guide says that this is told.
    { status: 422, errors: [{ code: 'does_not_convert', detail: expect.stringMatching(/^"A-1": /) }] },
    { key: 'delivery_window' },
    { key: 'delivery_window' },
    { key: 'comment', hidden: true },
  ]);
});
