import { Dealwright, UnauthorizedProblem } from '../src/index.ts';
import {
  type Answer,
  type FakeServer,
  problem,
  type Received,
  startFakeServer,
} from './support/fake-server.ts';

let server: FakeServer;
afterEach(async () => {
  jest.useRealTimers();
  await server.close();
});

const isTokenRequest = ({ url }: Received) => url === '/oauth/token';
const tokenRequests = () => server.received.filter(isTokenRequest);
const usedTokens = () =>
  server.received.filter((one) => !isTokenRequest(one)).map(({ headers }) => headers.authorization);

/** Gives out tokens t1, t2 …; `answer` stands for the API behind them. */
const appClient = async (answer: (request: Received) => Answer, expiresIn = 3600) => {
  let issued = 0;
  server = await startFakeServer((request) => {
    if (!isTokenRequest(request)) return answer(request);
    issued += 1;
    return { body: { access_token: `t${issued}`, token_type: 'Bearer', expires_in: expiresIn } };
  });
  return new Dealwright({
    baseUrl: server.url,
    clientId: 'app one',
    clientSecret: 's:ecret',
    installationId: 'inst_1',
  });
};

describe('client credentials', () => {
  it('asks for a token of the installation with HTTP Basic', async () => {
    const client = await appClient(() => ({}));
    await client.leads.get('lead_1');
    const [request] = tokenRequests();
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'client_credentials',
      resource: 'urn:dealwright:installation:inst_1',
    });
    expect(request?.headers.authorization).toBe(`Basic ${btoa('app+one:s%3Aecret')}`);
    expect(usedTokens()).toEqual(['Bearer t1']);
  });

  it('fetches one token for callers in parallel and keeps it', async () => {
    const client = await appClient(() => ({}));
    await Promise.all(Array.from({ length: 10 }, () => client.leads.get('lead_1')));
    await client.leads.get('lead_1');
    expect(tokenRequests()).toHaveLength(1);
  });

  it('fetches a new one 30 s before the old one expires', async () => {
    const client = await appClient(() => ({}), 100);
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    await client.leads.get('lead_1');
    clock.mockReturnValue(start + 69_000);
    await client.leads.get('lead_1');
    clock.mockReturnValue(start + 71_000);
    await client.leads.get('lead_1');
    clock.mockRestore();
    expect(usedTokens()).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
  });

  it('fetches a new one once when the old one is refused, for all callers together', async () => {
    const client = await appClient(({ headers }) =>
      headers.authorization === 'Bearer t1' ? problem(401, 'invalid_token') : { body: { id: 'lead_1' } },
    );
    const leads = await Promise.all(Array.from({ length: 5 }, () => client.leads.get('lead_1')));
    expect(leads).toEqual(Array(5).fill({ id: 'lead_1' }));
    expect(tokenRequests()).toHaveLength(2);
  });

  it('does not go round in circles when every token is refused', async () => {
    const client = await appClient(() => problem(401, 'invalid_token'));
    await expect(client.leads.get('lead_1')).rejects.toBeInstanceOf(UnauthorizedProblem);
    expect(usedTokens()).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('tells a wrong secret from other trouble', async () => {
    server = await startFakeServer(() => ({
      status: 401,
      body: { error: 'invalid_client', error_description: 'client authentication failed' },
    }));
    const client = new Dealwright({
      baseUrl: server.url,
      clientId: 'a',
      clientSecret: 'b',
      installationId: 'c',
    });
    await expect(client.leads.get('lead_1')).rejects.toMatchObject({
      name: 'UnauthorizedProblem',
      code: 'invalid_client',
      detail: 'client authentication failed',
    });
    expect(server.received).toHaveLength(1);
  });

  it('lets one caller give up without taking the token from the others', async () => {
    const stop = new AbortController();
    let let_go: (answer: Answer) => void = () => {};
    server = await startFakeServer((request) => {
      if (!isTokenRequest(request)) return { body: { id: 'lead_1' } };
      stop.abort(new Error('enough'));
      return new Promise((resolve) => (let_go = resolve));
    });
    const client = new Dealwright({
      baseUrl: server.url,
      clientId: 'a',
      clientSecret: 'b',
      installationId: 'c',
    });
    const impatient = client.leads.get('lead_1', {}, { signal: stop.signal });
    const patient = client.leads.get('lead_1');
    await expect(impatient).rejects.toThrow('enough');
    let_go({ body: { access_token: 't1', expires_in: 60 } });
    await expect(patient).resolves.toEqual({ id: 'lead_1' });
  });
});

describe("the caller's own tokens", () => {
  it('are asked for again once after a 401', async () => {
    server = await startFakeServer(({ headers }) =>
      headers.authorization === 'Bearer old' ? problem(401, 'invalid_token') : { body: { id: 'lead_1' } },
    );
    const tokens = ['old', 'new'];
    const client = new Dealwright({ baseUrl: server.url, token: async () => tokens.shift() ?? 'none' });
    await expect(client.leads.get('lead_1')).resolves.toEqual({ id: 'lead_1' });
  });
});

describe('a key', () => {
  it('is not tried again when it is refused', async () => {
    server = await startFakeServer(() => problem(401, 'invalid_token'));
    const client = new Dealwright({ baseUrl: server.url, key: 'k' });
    await expect(client.leads.get('lead_1')).rejects.toBeInstanceOf(UnauthorizedProblem);
    expect(usedTokens()).toEqual(['Bearer k']);
  });
});
