import { Dealwright } from '../client.ts';
import { OAuthRefusal, renewedTokens } from './oauth.ts';
import { changeProfile, type Profile, readProfile } from './profiles.ts';
import { UsageError } from './terminal.ts';

/** The options of every command that asks a server. */
export const CONNECTION = {
  'base-url': { type: 'string' },
  key: { type: 'string' },
  profile: { type: 'string' },
} as const;

/** What such a command was given. */
export interface ConnectionValues {
  readonly 'base-url'?: string | undefined;
  readonly key?: string | undefined;
  readonly profile?: string | undefined;
}

/** A way to a workspace; `profile` is the one whose credentials are used, null when they are not of one. */
export interface Connection {
  readonly client: Dealwright;
  readonly baseUrl: string;
  readonly profile: string;
}

/** A token that ends so soon is renewed before it is used. */
const MARGIN_MS = 60_000;

const NOBODY =
  'Say where and who: dealwright login, or --base-url and --key, or DEALWRIGHT_URL and DEALWRIGHT_TOKEN.';

/** Which profile is meant. */
export const profileName = ({ profile }: Pick<ConnectionValues, 'profile'>): string =>
  profile ?? process.env.DEALWRIGHT_PROFILE ?? 'default';

/** Options win over the environment, and both over what `dealwright login` has stored. */
export async function connected(values: ConnectionValues): Promise<Connection> {
  const { env } = process;
  const name = profileName(values);
  const key = values.key ?? env.DEALWRIGHT_TOKEN ?? env.DEALWRIGHT_KEY;
  const url = values['base-url'] ?? env.DEALWRIGHT_URL ?? env.DEALWRIGHT_BASE_URL;
  if (key && url) return { client: new Dealwright({ baseUrl: url, key }), baseUrl: url, profile: name };
  const profile = await readProfile(name);
  if (!profile) throw new UsageError(NOBODY);
  // A stored credential goes to no other server than the one that gave it.
  if (url && plain(url) !== plain(profile.url))
    throw new UsageError(
      `The profile "${name}" is of ${profile.url}: give --key, or another --profile, for ${url}.`,
    );
  const baseUrl = profile.url;
  const token = key ?? profile.key;
  const client = token
    ? new Dealwright({ baseUrl, key: token })
    : new Dealwright({ baseUrl, token: () => currentToken(name) });
  return { client, baseUrl, profile: name };
}

const plain = (url: string): string => url.replace(/\/+$/, '');

/** The access token of a profile, renewed when it is about to end; by one command line of those that run at once. */
async function currentToken(name: string): Promise<string> {
  const profile = await readProfile(name);
  if (profile?.tokens && !isEnding(profile)) return profile.tokens.access_token;
  const renewed = await changeProfile(name, async (stored) => {
    if (!stored?.tokens || !isEnding(stored)) return stored;
    try {
      return { ...stored, tokens: await renewedTokens(stored.url, stored.tokens) };
    } catch (error) {
      if (error instanceof OAuthRefusal)
        throw new Error('You are logged out: dealwright login', { cause: error });
      throw error;
    }
  });
  if (!renewed?.tokens) throw new UsageError(NOBODY);
  return renewed.tokens.access_token;
}

const isEnding = ({ tokens }: Profile): boolean =>
  tokens !== undefined && tokens.expires_at - MARGIN_MS < Date.now();
