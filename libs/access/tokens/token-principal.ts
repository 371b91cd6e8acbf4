import type { BlockList } from 'node:net';

import type { MemberRights } from '@access/roles';
import type { Actor, Principal, Rights } from '@platform/http';

import { addressList, isListed } from './addresses';

/** What a stored token tells of its holder. */
export interface Grant {
  readonly kind: 'installation' | 'key' | 'member';
  /** The public id of the installation, key or member. */
  readonly id: string;
  readonly workspaceId: string;
  readonly country: string | null;
  readonly scopes: readonly string[];
  readonly memberId: string | null;
  readonly installationId: string | null;
  readonly keyId: string | null;
  /** Where requests with it may come from; from anywhere when there are none. */
  readonly allowedAddresses: readonly string[];
  readonly actor: Actor;
  readonly expiresAt: Date;
  /** The thumbprint of the key that it is bound to, if it is. */
  readonly boundKey?: string | null;
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
  readonly boundKey: string | null;
  readonly rights: Rights | null;
  private readonly allowed: BlockList | null;
  private readonly limited = new WeakMap<MemberRights, TokenPrincipal>();

  constructor(
    private readonly grant: Grant,
    rights: Rights | null = null,
  ) {
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
    this.boundKey = grant.boundKey ?? null;
    this.rights = rights;
    this.allowed = grant.allowedAddresses.length > 0 ? addressList(grant.allowedAddresses) : null;
  }

  /** Whether a request from this address may use the token. */
  admits(address: string): boolean {
    return this.allowed === null || isListed(this.allowed, address);
  }

  /** The same holder with what their role leaves of the token's scopes: made once for as long as that is the same. */
  within(member: MemberRights): TokenPrincipal {
    const known = this.limited.get(member);
    if (known) return known;
    const scopes = this.grant.scopes.filter((scope) => member.allows(scope));
    const limited = new TokenPrincipal({ ...this.grant, scopes }, member.rights);
    this.limited.set(member, limited);
    return limited;
  }
}
