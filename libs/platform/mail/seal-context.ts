import type { SealContext } from '@platform/secrets';

/** What a stored mail is sealed for. */
export const sealContext = (id: string): SealContext => ({ workspaceId: null, purpose: 'mail', row: id });
