import { PrivateFile } from './config-folder.ts';

/** Tokens that the server gave for a person. */
export interface StoredTokens {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
}

/** A workspace and a way in. */
export interface Profile {
  readonly url: string;
  readonly key?: string;
  readonly tokens?: StoredTokens;
  /** What `listen` signs with, where it sends, and where in the log it has come to. */
  readonly listen_secret?: string;
  readonly listen_url?: string;
  readonly listen_cursor?: string;
}

interface Stored {
  readonly profiles: Readonly<Record<string, Profile>>;
}

const file = new PrivateFile('credentials.json');

/** Where the profiles are kept. */
export const profilesPath = (): string => file.path;

/** A profile by its name; null when nobody has logged in under it. */
export async function readProfile(name: string): Promise<Profile | null> {
  return (await stored()).profiles[name] ?? null;
}

/** Changes one profile; null takes it away. */
export function changeProfile(
  name: string,
  change: (profile: Profile | null) => Profile | null | Promise<Profile | null>,
): Promise<Profile | null> {
  return file.locked(async () => {
    const { profiles } = await stored();
    const before = profiles[name] ?? null;
    const after = await change(before);
    if (after === before) return after;
    const { [name]: _left, ...others } = profiles;
    await file.write({ profiles: after === null ? others : { ...others, [name]: after } });
    return after;
  });
}

async function stored(): Promise<Stored> {
  const content = await file.read();
  if (typeof content === 'object' && content !== null && 'profiles' in content) return content as Stored;
  return { profiles: {} };
}
