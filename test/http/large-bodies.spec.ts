import { request } from 'node:http';

import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const batch = (name: string) => ({
  operations: Array.from({ length: 400 }, (_, at) => ({
    op: 'create',
    data: { title: `${name} ${at}`, comment: 'x'.repeat(200) },
  })),
});

/** Sends a batch and hangs up before it is answered. */
async function hangUp(): Promise<void> {
  const body = JSON.stringify(batch('Gone'));
  const sent = request(`${api.url}/v1/leads/batch`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${String(workspace.token)}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  });
  sent.on('error', () => undefined);
  await new Promise<void>((resolve) => sent.end(body, () => resolve()));
  sent.destroy();
}

describe('batches that come all at once', () => {
  it('are all done, each in its turn', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        workspace.post('/v1/leads/batch', batch(`Lead ${at}`)).expect(200),
      ),
    );
    expect(answers.map(({ body }) => body.summary)).toEqual(answers.map(() => ({ created: 400 })));
  });

  it('are still done after callers have hung up in the middle', async () => {
    await Promise.all(Array.from({ length: 8 }, hangUp));
    const { body } = await workspace.post('/v1/leads/batch', batch('After')).expect(200);
    expect(body.summary).toEqual({ created: 400 });
  });
});
