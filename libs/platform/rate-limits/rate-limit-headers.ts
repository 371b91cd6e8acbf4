import type { Budget } from './budget';
import type { RatePolicy } from './rate-policy';

/**
 * `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10, section 3): `q` units of cost, and in `w` seconds an empty
 * budget is full again.
 */
export const policyHeader = (policies: readonly RatePolicy[]): string =>
  policies
    .map(({ name, burst, perSecond }) => `"${name}";q=${Math.floor(burst)};w=${Math.ceil(burst / perSecond)}`)
    .join(', ');

/** `RateLimit` (the same draft, section 4): `r` units are left, and in `t` seconds the budget is full again. */
export function limitHeader(budgets: readonly Budget[], now: number): string {
  let text = '';
  for (const budget of budgets) {
    const { name, burst, perSecond } = budget.policy;
    const remaining = budget.remaining(now);
    const seconds = Math.ceil((burst - remaining) / perSecond);
    text += `${text === '' ? '' : ', '}"${name}";r=${remaining};t=${seconds}`;
  }
  return text;
}
