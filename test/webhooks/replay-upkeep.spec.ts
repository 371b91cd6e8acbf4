import { toTypeId } from '@platform/ids';

import { forgetReplays } from '../../libs/ecosystem/webhooks/forget-replays';
import { EngineBench } from './support/engine-bench';

const bench = new EngineBench();

const DAY_MS = 24 * 60 * 60 * 1000;

it('a replay is forgotten when nothing that it sent is listed any more, and one that runs never is', async () => {
  const { engine, process } = bench;
  await engine.log(3);
  const replay = async (): Promise<string> => {
    const hook = toTypeId('webhook_endpoint', await engine.endpoint('https://example.com/hooks'));
    const asked = { from_sequence: 1 };
    return (await engine.api.post(`/v1/webhook-endpoints/${hook}/replay`, asked)).body.id;
  };
  const [ended, running] = [await replay(), await replay()];
  await engine.api.post(`/v1/webhook-replays/${ended}/cancel`);
  const statuses = () =>
    Promise.all(
      [ended, running].map(async (id) => (await engine.api.get(`/v1/webhook-replays/${id}`)).status),
    );
  await forgetReplays(process.database, new Date(Date.now() + 29 * DAY_MS));
  expect(await statuses()).toEqual([200, 200]);
  await forgetReplays(process.database, new Date(Date.now() + 31 * DAY_MS));
  expect(await statuses()).toEqual([404, 200]);
});
