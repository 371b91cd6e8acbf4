import type { Transaction } from '@platform/database';
import type { Actor, RequestContext } from '@platform/http';

/** Something that only few may do: who did it when, and what it changed, is kept for good. */
export interface PrivilegedAction {
  /** `{object}.{past participle}`, such as `key.revoked`. */
  readonly action: string;
  /** What it was done to, by its kind and its public id. */
  readonly target: { readonly type: string; readonly id: string };
  /** What it was, or only the fields that are others now, as the public API shows them; null for what was not there. */
  readonly before: object | null;
  /** What it is, or only the fields that were others before; null for what is not there any more. */
  readonly after: object | null;
  /** Who stands behind the actor, where the context does not tell. */
  readonly onBehalfOf?: Actor | null;
}

/** Keeps privileged actions: filled by the library that has the audit log. */
export abstract class PrivilegedActions {
  /** Keeps them in the transaction in which they are done: both are stored, or neither. */
  abstract record(
    tx: Transaction,
    ctx: RequestContext,
    ...actions: readonly PrivilegedAction[]
  ): Promise<void>;
}
