import { SettingError } from './setting-error';
import type { SignInProviderSettings } from './settings';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads with which other services people may sign in: those whose client id and secret are set. */
export function readSignInProviders(env: Environment): SignInProviderSettings[] {
  const google = client({
    SIGNIN_GOOGLE_CLIENT_ID: env.SIGNIN_GOOGLE_CLIENT_ID,
    SIGNIN_GOOGLE_CLIENT_SECRET: env.SIGNIN_GOOGLE_CLIENT_SECRET,
  });
  const github = client({
    SIGNIN_GITHUB_CLIENT_ID: env.SIGNIN_GITHUB_CLIENT_ID,
    SIGNIN_GITHUB_CLIENT_SECRET: env.SIGNIN_GITHUB_CLIENT_SECRET,
  });
  const oidc = client({
    SIGNIN_OIDC_CLIENT_ID: env.SIGNIN_OIDC_CLIENT_ID,
    SIGNIN_OIDC_CLIENT_SECRET: env.SIGNIN_OIDC_CLIENT_SECRET,
  });
  return [
    ...(google
      ? [{ ...google, key: 'google', name: 'Google', issuer: 'https://accounts.google.com' } as const]
      : []),
    ...(github ? [{ ...github, key: 'github', name: 'GitHub', issuer: 'https://github.com' } as const] : []),
    ...(oidc ? [{ ...oidc, key: 'oidc', ...oidcService(env) } as const] : []),
  ];
}

/** An id and a secret, in this order, by the names of their settings. */
function client(given: Environment): { clientId: string; clientSecret: string } | null {
  const [clientId, clientSecret] = Object.values(given);
  if (!clientId && !clientSecret) return null;
  if (!clientId || !clientSecret)
    throw new SettingError(`Set both ${Object.keys(given).join(' and ')}, or neither.`);
  return { clientId, clientSecret };
}

function oidcService(env: Environment): { name: string; issuer: string } {
  const issuer = env.SIGNIN_OIDC_ISSUER ?? '';
  if (!/^https?:\/\/[^/]/.test(issuer))
    throw new SettingError('SIGNIN_OIDC_ISSUER must be the address of the service, as its tokens name it.');
  return { issuer, name: env.SIGNIN_OIDC_NAME ?? new URL(issuer).hostname };
}
