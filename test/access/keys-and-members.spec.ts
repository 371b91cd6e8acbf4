import { newUuid, toTypeId } from '@platform/ids';
import { newToken } from '@platform/secrets';

import { AccessApp } from './support/access-app';

describe('keys', () => {
  let app: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;
  let south: Awaited<ReturnType<AccessApp['workspace']>>;

  beforeAll(async () => {
    app = await AccessApp.start();
    north = await app.workspace('north');
    south = await app.workspace('south');
  });
  afterAll(() => app.stop());

  const get = (path: string, token: string) => app.http.get(path).set('authorization', `Bearer ${token}`);

  it('say who they are', async () => {
    const { key, token } = await app.key(north.ctx, ['members:read']);
    const { body } = await get('/v1/me', token).expect(200);
    expect(body).toMatchObject({
      principal: { kind: 'key', id: toTypeId('key', key.id) },
      workspace: { id: toTypeId('workspace', north.workspace.id), name: 'north', time_zone: 'Europe/Paris' },
      member: null,
      installation: null,
      key: { id: toTypeId('key', key.id), name: 'Shop', expires_at: key.expires_at.toISOString() },
      scopes: ['members:read'],
      expires_at: key.expires_at.toISOString(),
    });
  });
});
