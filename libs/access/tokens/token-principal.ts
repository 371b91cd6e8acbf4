import type { Actor, Principal } from '@platform/http';

/** What a stored token tells of its holder. */
export interface Grant {
  readonly kind: 'installation' | 'key';
  /** The public id of the installation or key. */
  readonly id: string;
  readonly workspaceId: string;
  readonly country: string | null;
  readonly scopes: readonly string[];
  readonly memberId: string | null;
  readonly installationId: string | null;
  readonly keyId: string | null;
  readonly actor: Actor;
  readonly expiresAt: Date;
}

/** The holder of a live token, with what only the token's own library asks: its key and its end. */
export class TokenPrincipal implements Principal {
  readonly kind: Grant['kind'];
  readonly id: string;
  readonly workspaceId: string;
  readonly country: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly memberId: string | null;
  readonly installationId: string | null;
  readonly actor: Actor;
  /** The stored id of the key, if the token is one. */
  readonly keyId: string | null;
  readonly expiresAt: Date;

  constructor(grant: Grant) {
    this.kind = grant.kind;
    this.id = grant.id;
    this.workspaceId = grant.workspaceId;
    this.country = grant.country;
    this.scopes = new Set([...grant.scopes].sort());
    this.memberId = grant.memberId;
    this.installationId = grant.installationId;
    this.actor = grant.actor;
    this.keyId = grant.keyId;
    this.expiresAt = grant.expiresAt;
  }
}
