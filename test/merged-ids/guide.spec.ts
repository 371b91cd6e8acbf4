import { tmpdir } from 'node:os';

import { BashSession } from '../journeys/support/bash-session';
import { codeBlocks } from '../journeys/support/code-blocks';
import { TestApi } from '../support/test-api';
import { mergedInto } from './support/merged';

it('docs/merging.md: an old id answers as it says', async () => {
  const api = await TestApi.start();
  const workspace = await api.workspace();
  const { id } = await workspace.create('/v1/companies', { name: 'Acme' });
  await workspace.create('/v1/deals', { title: '20 desks', company_id: id });
  const OLD_ID = await mergedInto(api, workspace, 'company', id);
  const session = new BashSession(tmpdir(), { URL: api.url, TOKEN: workspace.private_app_key, OLD_ID });
  const said: string[] = [];
  for (const { language, code } of codeBlocks('docs/merging.md', '## Ids that never die'))
    if (language === 'sh') said.push(await session.run(code));
  await session.end();
  await api.stop();
  const [location = '', deals = ''] = said;
  expect(location.trim().toLowerCase()).toBe(`content-location: /v1/companies/${id}`);
  expect(JSON.parse(deals)).toMatchObject({ data: [{ title: '20 desks', company_id: id }] });
});
