import { Dealwright } from '../client.ts';

/** Where a command asks, and who asks: for `parseArgs`. */
export const CONNECTION_OPTIONS = { 'base-url': { type: 'string' }, key: { type: 'string' } } as const;

/** The client that the options or the environment tell of; throws when neither does. */
export function connected(values: {
  readonly 'base-url'?: string | undefined;
  readonly key?: string | undefined;
}): {
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
