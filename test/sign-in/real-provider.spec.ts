import { TestApi } from '../support/test-api';
import { Browser } from './support/browser';
import { signedInAdmin } from './support/person';
import { RealProvider } from './support/real-provider';

const PUBLIC_URL = 'http://127.0.0.1:3000';
const PAGE = '/account/sign-ins';

it('a service as others run it is connected, and opens the account afterwards', async () => {
  // It warns of what a test may do: keys and memory of its own.
  jest.spyOn(console, 'warn').mockImplementation();
  const provider = await RealProvider.start(`${PUBLIC_URL}/signin/with/oidc/callback`);
  const { issuer, client } = provider;
  const api = await TestApi.start([], {
    publicUrl: PUBLIC_URL,
    signInProviders: [{ key: 'oidc', name: 'Corp', issuer, ...client }],
  });
  try {
    const workspace = await api.workspace();
    const browser = await signedInAdmin(api, workspace);
    await browser.open(PAGE);
    const led = await browser.submit(`${PAGE}/connect`);
    const back = await browser.open(await provider.agree(String(led.headers.location), 'ada'));
    expect(back.headers.location).toBe(`${PAGE}?done=connected`);

    const other = new Browser(api.server);
    const again = await other.open('/signin/with/oidc');
    const answer = await other.open(await provider.agree(String(again.headers.location), 'ada'));
    expect(answer.headers.location).toBe('/account');
    expect((await other.open('/account')).text).toContain(workspace.name);
  } finally {
    await api.stop();
    await provider.stop();
  }
});
