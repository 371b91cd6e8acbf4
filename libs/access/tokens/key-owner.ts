import { ProblemError, type RequestContext } from '@platform/http';

import type { AccessKey } from './access-key.entity';

/** Whose keys: the workspace's own (null), or the personal tokens of a member (a stored id). */
export type KeyOwner = string | null;

/** The keys of the workspace's own programs and apps. */
export const OF_WORKSPACE = null;

export const ownerOf = ({ kind, member_id }: AccessKey): KeyOwner =>
  kind === 'personal' ? member_id : OF_WORKSPACE;

/** The name of such a key in sentences. */
export const wordFor = (owner: KeyOwner): string => (owner === OF_WORKSPACE ? 'key' : 'personal token');

/**
 * Lets only a member's own credential pass. Problem: 403 `own_credential_needed` for every other one: an app that acts for a
 * member must not get a token that outlives it.
 */
export function refuseOthersThanMembers({
  principal: { kind, memberId, installationId },
}: RequestContext): void {
  if (kind === 'member' && memberId !== null && installationId === null) return;
  throw notAllowed(
    'own_credential_needed',
    'Personal tokens are made and replaced with a personal token of the same member.',
  );
}

/** Lets only keys of the workspace itself pass. Problem: 403 `workspace_key_needed`. */
export function refuseOthersThanWorkspaceKeys({ principal: { kind, memberId } }: RequestContext): void {
  if (kind === 'key' && memberId === null) return;
  throw notAllowed(
    'workspace_key_needed',
    'Only a private app key of the workspace can make the first token of a member: members make theirs at /v1/me/tokens.',
  );
}

const notAllowed = (code: string, detail: string) =>
  new ProblemError({ status: 403, code, title: 'Not allowed', detail });
