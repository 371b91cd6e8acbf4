import { SettingError } from './setting-error';
import type { Pace, RateLimitSettings } from './settings';

/** Reads the rate limits: each is written as units a second and units at once, such as `500/1000`. */
export function readRateLimits(env: Readonly<Record<string, string | undefined>>): RateLimitSettings | null {
  const state = env.RATE_LIMITS ?? 'on';
  if (state !== 'on' && state !== 'off') {
    throw new SettingError(`RATE_LIMITS must be on or off, not "${state}".`);
  }
  const read = (name: string, fallback: Pace) => pace(name, env[name], fallback);
  const limits = {
    principal: read('RATE_LIMIT_PRINCIPAL', { perSecond: 500, burst: 1000 }),
    app: read('RATE_LIMIT_APP', { perSecond: 1000, burst: 2000 }),
    workspace: read('RATE_LIMIT_WORKSPACE', { perSecond: 2500, burst: 5000 }),
    failedAuthentication: read('RATE_LIMIT_FAILED_AUTHENTICATION', { perSecond: 2, burst: 20 }),
    tokenAddress: read('RATE_LIMIT_TOKEN_ADDRESS', { perSecond: 10, burst: 100 }),
    tokenClient: read('RATE_LIMIT_TOKEN_CLIENT', { perSecond: 2, burst: 30 }),
  };
  return state === 'on' ? limits : null;
}

/** A budget that took longer to fill could be forgotten before it is full. */
const LONGEST_FILL_SECONDS = 3600;

function pace(name: string, value: string | undefined, fallback: Pace): Pace {
  if (value === undefined) return fallback;
  const [, perSecond, burst] = (/^(\d{1,9})\/(\d{1,9})$/.exec(value) ?? []).map(Number);
  if (!perSecond || !burst || burst > perSecond * LONGEST_FILL_SECONDS) {
    throw new SettingError(
      `${name} must be units a second and units at once, such as 500/1000, not "${value}".`,
    );
  }
  return { perSecond, burst };
}
