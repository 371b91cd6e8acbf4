import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BashSession } from '../journeys/support/bash-session';
import { codeBlocks } from '../journeys/support/code-blocks';
import { root } from '../journeys/support/program';
import { TestApi } from '../support/test-api';

it('docs/money.md: every command does what it is there for', async () => {
  const api = await TestApi.shared();
  const workspace = await api.workspace();
  // As the demo workspace has it: another price, and another product after it.
  for (const [sku, amount] of [
    ['DESK-160', '449.00'],
    ['LAMP-1', '20.00'],
  ])
    await workspace.create('/v1/products', { name: 'x', sku, prices: [{ amount, currency: 'EUR' }] });
  const session = new BashSession(tmpdir(), { URL: api.url, TOKEN: workspace.private_app_key });
  const commands = codeBlocks('docs/money.md').flatMap(({ language, code }) =>
    language === 'sh' ? [code] : [],
  );
  const said: { readonly data: readonly Record<string, string>[] }[] = [];
  for (const command of commands) said.push(JSON.parse(await session.run(command)));
  await session.end();
  const [product, lines, rates, job, totals] = said;
  expect(product).toMatchObject({ sku: 'DESK-160', result: 'updated' });
  const told = lines?.data.map(({ net, tax, total }) => `${net} | ${tax} | ${total}`);
  const text = readFileSync(join(root, 'docs/money.md'), 'utf8');
  expect(told).toEqual(
    [...text.matchAll(/^\| .+ \| ([\d.]+ \| [\d.]+ \| [\d.]+) \|$/gm)].map(([, row]) => row),
  );
  const { body } = await workspace.get('/v1/deals').expect(200);
  expect(body.data).toMatchObject([
    { amount: { amount: '11390.28', currency: 'EUR' }, amount_mode: 'line_items' },
  ]);
  expect(rates?.data).toMatchObject([{ currency: 'USD' }, { currency: 'JPY' }]);
  expect(job).toMatchObject({ kind: 'revaluation', progress: { total: 1 } });
  expect(totals).toMatchObject({ total: { deals: 1, amount_base: { amount: '11390.28', currency: 'EUR' } } });
  await api.stop();
});
