import { Dealwright } from '../client.ts';

/** The options of every command that asks a server. */
export const CONNECTION = { 'base-url': { type: 'string' }, key: { type: 'string' } } as const;

/** A client of the workspace that the command line or the environment names, and where that is. */
export function connected(values: { readonly 'base-url'?: string; readonly key?: string }): {
  readonly client: Dealwright;
  readonly baseUrl: string;
} {
  const { env } = process;
  const baseUrl = values['base-url'] ?? env.DEALWRIGHT_BASE_URL;
  const key = values.key ?? env.DEALWRIGHT_KEY;
  if (!baseUrl || !key)
    throw new Error('Say where and who: --base-url and --key, or DEALWRIGHT_BASE_URL and DEALWRIGHT_KEY.');
  return { client: new Dealwright({ baseUrl, key }), baseUrl };
}
