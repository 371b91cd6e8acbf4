import type { Sql } from '@platform/database';
import type { Principal, Rights } from '@platform/http';

/** What the holder of a credential has left. */
export interface LeftRights {
  readonly scopes: ReadonlySet<string>;
  /** What the role of the member leaves them, if the credential acts for one; null for no limits. */
  readonly rights: Rights | null;
}

/** Tells what the holder of a credential may do now: filled by the library that keeps the credentials. */
export abstract class CurrentRights {
  /** Null when the credential was revoked, has expired, its app no longer runs, or its member has left. */
  abstract of(sql: Sql, principal: Principal, now: Date): Promise<LeftRights | null>;
}
