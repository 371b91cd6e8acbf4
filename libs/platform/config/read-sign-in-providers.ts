import { SettingError } from './setting-error';
import type { SignInProviderSettings } from './settings';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads with which other services people may sign in: those whose client id and secret are set. */
export function readSignInProviders(env: Environment): SignInProviderSettings[] {
  const google = client(env, 'GOOGLE');
  const github = client(env, 'GITHUB');
  const oidc = client(env, 'OIDC');
  return [
    ...(google
      ? [{ ...google, key: 'google', name: 'Google', issuer: 'https://accounts.google.com' } as const]
      : []),
    ...(github ? [{ ...github, key: 'github', name: 'GitHub', issuer: 'https://github.com' } as const] : []),
    ...(oidc ? [{ ...oidc, key: 'oidc', ...oidcService(env) } as const] : []),
  ];
}

function client(env: Environment, name: string): { clientId: string; clientSecret: string } | null {
  const clientId = env[`SIGNIN_${name}_CLIENT_ID`];
  const clientSecret = env[`SIGNIN_${name}_CLIENT_SECRET`];
  if (!clientId && !clientSecret) return null;
  if (!clientId || !clientSecret)
    throw new SettingError(`Set both SIGNIN_${name}_CLIENT_ID and SIGNIN_${name}_CLIENT_SECRET, or neither.`);
  return { clientId, clientSecret };
}

function oidcService(env: Environment): { name: string; issuer: string } {
  const issuer = env.SIGNIN_OIDC_ISSUER ?? '';
  if (!/^https?:\/\/[^/]/.test(issuer))
    throw new SettingError('SIGNIN_OIDC_ISSUER must be the address of the service, as its tokens name it.');
  return { issuer, name: env.SIGNIN_OIDC_NAME ?? new URL(issuer).hostname };
}
