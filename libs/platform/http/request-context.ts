import { newUuid } from '@platform/ids';

import type { Rights } from './rights';

/** Who made a change, as events and records tell it. */
export interface Actor {
  readonly type: 'member' | 'app' | 'form' | 'import' | 'automation' | 'system';
  /** The public id of the member, installation, key …; null for the system itself. */
  readonly id: string | null;
}

/** Whose credential a request carries. Idempotency keys and rate limits are kept per principal. */
export interface Principal {
  readonly kind: 'installation' | 'key' | 'member' | 'system';
  /** The public id of the installation, key or member. */
  readonly id: string;
  readonly workspaceId: string;
  /** Where the workspace is (ISO 3166-1 alpha-2), if it says: how numbers without a country code are read. */
  readonly country: string | null;
  readonly scopes: ReadonlySet<string>;
  /** The member that the credential acts for, if any (a stored id). */
  readonly memberId: string | null;
  /** The installation that the credential belongs to, if any (a stored id). */
  readonly installationId: string | null;
  /** The key that the credential is, if it is one (a stored id). */
  readonly keyId?: string | null;
  readonly actor: Actor;
  /** The thumbprint of the key that the sender must prove to have (RFC 9449); none of a bearer's. */
  readonly boundKey?: string | null;
  /** What the member may do, if the credential acts for one whom a role limits; nothing but scopes limits all others. */
  readonly rights?: Rights | null;
  /** The public id of the key or token that the request carried, if that has one. */
  readonly credential?: string | null;
  /** Whether the credential may be used from an address; from any when it says nothing. */
  admits?(address: string): boolean;
}

/** Where a request came from; both are null for work that no request asked for. */
export interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** A caller's own name for a write, so that the same write sent twice is done once. */
export interface IdempotencyClaim {
  readonly key: string;
  /** sha256 of method, path and body: the same key with another fingerprint is a mistake. */
  readonly fingerprint: Buffer;
}

/** Who is asking, for which workspace, with which rights. Every service method takes it first. */
export class RequestContext {
  /** Set when the answer is one that was given before (Idempotency-Key). */
  replayed = false;
  /** Public ids that the request names, of things that others answer for by now, and the ids of those. */
  readonly followed = new Map<string, string>();

  constructor(
    readonly principal: Principal,
    readonly requestId: string,
    readonly now: Date,
    readonly write: {
      readonly idempotency: IdempotencyClaim | null;
      readonly validateOnly: boolean;
    } = NO_WRITE,
    readonly origin: Origin = NOWHERE,
  ) {}

  /** The workspace as it is stored: the first parameter of every query. */
  get workspaceId(): string {
    return this.principal.workspaceId;
  }

  /** The public id under which the request names a thing, which another one may have come to answer for. */
  askedAs(id: string): string {
    for (const [asked, answering] of this.followed) if (answering === id) return asked;
    return id;
  }

  get actor(): Actor {
    return this.principal.actor;
  }

  /**
   * The same without the limits of the member's role: for what follows from what they may do, such as moving deals away from
   * a stage that they delete. Never for what they name themselves.
   */
  beyondRights(): RequestContext {
    if (!this.principal.rights) return this;
    const principal = { ...this.principal, rights: null };
    return new RequestContext(principal, this.requestId, this.now, this.write, this.origin);
  }

  /** The same for one of the parts, counted from 1, that a write is done in: done once under a name of its own. */
  part(number: number): RequestContext {
    const { idempotency, validateOnly } = this.write;
    const own = idempotency && { ...idempotency, key: partKey(idempotency.key, number) };
    const write = { idempotency: own, validateOnly };
    return new RequestContext(this.principal, this.requestId, this.now, write, this.origin);
  }

  /** A context for work that no request asked for. */
  static system(workspaceId: string, now: Date, requestId = `system_${newUuid()}`): RequestContext {
    const principal: Principal = {
      kind: 'system',
      id: 'system',
      workspaceId,
      country: null,
      scopes: new Set(),
      memberId: null,
      installationId: null,
      actor: { type: 'system', id: null },
    };
    return new RequestContext(principal, requestId, now);
  }
}

/** A header's key has no space, so that the keys of requests and of parts never meet. */
const partKey = (key: string, number: number): string => `part ${number} ${key}`;

const NO_WRITE = { idempotency: null, validateOnly: false };

const NOWHERE: Origin = { address: null, userAgent: null };
