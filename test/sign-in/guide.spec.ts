import { tmpdir } from 'node:os';

import { MailWorkerModule } from '@platform/mail';

import { BashSession } from '../journeys/support/bash-session';
import { codeBlocks } from '../journeys/support/code-blocks';
import { TestApi } from '../support/test-api';
import { Mailbox } from './support/mailbox';

const INVITED = { name: 'Nora Lind', email: 'nora@nordwind.example', state: 'invited' };

it('docs/people.md: a colleague is invited, found and invited again as it is written', async () => {
  const api = await TestApi.start([MailWorkerModule]);
  const workspace = await api.workspace();
  const session = new BashSession(tmpdir(), { URL: api.url, TOKEN: workspace.private_app_key });
  const [invite = '', list = '', again = ''] = codeBlocks('docs/people.md').map(({ code }) => code);
  const mailbox = new Mailbox(api.outboxDir);
  try {
    expect(JSON.parse(await session.run(invite))).toMatchObject(INVITED);
    const first = await mailbox.waitFor(INVITED.email, /Invitation/);
    expect(JSON.parse(await session.run(list))).toMatchObject({ data: [INVITED] });
    expect(JSON.parse(await session.run(again))).toMatchObject(INVITED);
    await mailbox.waitFor(INVITED.email, /Invitation/, { besides: first.path });
  } finally {
    await session.end();
    await api.stop();
  }
});
