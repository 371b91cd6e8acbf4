import type { Provider } from 'oidc-provider';

import { UsedBefore } from './record-adapter';

/**
 * Makes the library's check for what may be used once (assertions, DPoP proofs) hold against many requests at once: it asks
 * whether there is such a record and then stores one, where only the storing itself can tell.
 */
export function useOnceOnly({ ReplayDetection }: Provider): void {
  const isFirst = ReplayDetection.unique.bind(ReplayDetection);
  ReplayDetection.unique = async (issuer, id, expiresAt) => {
    try {
      return await isFirst(issuer, id, expiresAt);
    } catch (error) {
      if (error instanceof UsedBefore) return false;
      throw error;
    }
  };
}
