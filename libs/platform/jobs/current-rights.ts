import type { Sql } from '@platform/database';
import type { Principal } from '@platform/http';

/** Tells what the holder of a credential may do now: filled by the library that keeps the credentials. */
export abstract class CurrentRights {
  /** The scopes that it has left; null when it was revoked, has expired, or its app no longer runs. */
  abstract of(sql: Sql, principal: Principal, now: Date): Promise<ReadonlySet<string> | null>;
}
