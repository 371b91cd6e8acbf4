import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

import { ANY_INSTALLATION } from './installation-resource';

const { Prompt, Check, base } = interactionPolicy;

/** When a person is asked: who they are, if nobody knows; whose workspace and what for, if they have not said so before. */
export function consentPolicy() {
  const policy = base();
  policy.remove('login');
  // Only signing in can be asked for, not signing in again: that is a promise of OpenID Connect.
  policy.add(
    new Prompt(
      { name: 'login', requestable: false },
      new Check(
        'no_session',
        'sign in',
        'login_required',
        ({ oidc }: KoaContextWithOIDC) => !oidc.session?.accountId,
      ),
    ),
    0,
  );
  policy
    .get('consent')
    ?.checks.add(
      new Check(
        'no_workspace',
        'choose a workspace',
        'consent_required',
        ({ oidc }: KoaContextWithOIDC) => oidc.params?.resource === ANY_INSTALLATION,
      ),
    );
  return policy;
}
