import type { Method } from '../support/api-client';
import { isPublic, type PlacedOperation } from '../support/api-contract';
import { CREDENTIALS } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const closed = () => api.contract.operations.filter((operation) => !isPublic(operation));

const scopeOf = ({ security = [] }: PlacedOperation): string | undefined =>
  security.find(({ oauth2 }) => oauth2)?.oauth2?.[0];

/** Ids that are not even well formed: a right comes before everything that the request says. */
const anyPath = ({ path }: PlacedOperation) => path.replaceAll(/\{\w+\}/g, 'x');

const call = (token: string | null, operation: PlacedOperation) =>
  api.as(token).call(operation.method as Method, anyPath(operation));

describe('every operation', () => {
  it('asks for a token', async () => {
    for (const operation of closed()) {
      const { body, headers } = await call(null, operation).expect(401);
      expect(body.code).toBe('missing_token');
      expect(headers['www-authenticate']).toMatch(/^Bearer resource_metadata=/);
    }
  });

  it('refuses a token that nobody was given', async () => {
    for (const operation of closed()) {
      const { body } = await call('dw_pak_nobody', operation).expect(401);
      expect(body.code).toBe('invalid_token');
    }
  });

  it.each(Object.entries(CREDENTIALS))('names the scope that %s lacks', async (_, makeToken) => {
    const tokens = new Map<string, string>();
    const without = async (scope: string): Promise<string> => {
      const others = api.scopes().filter((one) => one !== scope);
      const token = tokens.get(scope) ?? (await makeToken(api, workspace, others));
      tokens.set(scope, token);
      return token;
    };
    for (const operation of closed()) {
      const scope = scopeOf(operation);
      if (scope === undefined) continue;
      const { body, headers } = await call(await without(scope), operation).expect(403);
      expect([operation.operationId, body.code, body.required_scope]).toEqual([
        operation.operationId,
        'missing_scope',
        scope,
      ]);
      expect(headers['www-authenticate']).toContain(`scope="${scope}"`);
    }
    expect(tokens.size).toBe(api.scopes().length);
  });
});
