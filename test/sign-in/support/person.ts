import type { TestApi, TestWorkspace } from '../../support/test-api';
import { Browser } from './browser';

/** The password of everybody whom the test API makes. */
export const PASSWORD = 'correct horse battery';

/** The address of the first admin of a workspace. */
export async function adminOf(workspace: TestWorkspace): Promise<{ id: string; email: string }> {
  const { body } = await workspace.get('/v1/members').expect(200);
  return body.data[0] as { id: string; email: string };
}

/** A browser in which the first admin of a workspace is signed in. */
export async function signedInAdmin(api: TestApi, workspace: TestWorkspace): Promise<Browser> {
  const browser = new Browser(api.server);
  const { email } = await adminOf(workspace);
  const answer = await browser.signIn(email, PASSWORD);
  if (answer.status !== 303) throw new Error(`Signing in answered ${answer.status}:\n${answer.text}`);
  return browser;
}
