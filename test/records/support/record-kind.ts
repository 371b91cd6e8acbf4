import type { ApiClient } from '../../support/api-client';

/** What the tests of every kind of record need to know of one kind. */
export interface RecordKind {
  readonly name: string;
  readonly prefix: string;
  readonly table: string;
  /** The name of the contract of its create requests in the OpenAPI document. */
  readonly contract: string;
  /** Where its records are in a workspace. */
  collection(client: ApiClient): Promise<string>;
  /** As little as a create request may say. */
  readonly minimal: Readonly<Record<string, unknown>>;
  /** What a minimal record answers for the fields that nobody named. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** A change of one field, and of another one. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly otherChange: Readonly<Record<string, unknown>>;
  /** Sets a field that null empties. */
  readonly optional: Readonly<Record<string, unknown>>;
  /** What the optional field is after null. */
  readonly emptied: unknown;
  /** A field that must not be emptied, if there is one. */
  readonly needed?: string;
  /** A request with exactly these faults. */
  readonly faulty: { readonly body: object; readonly pointers: readonly string[] };
}

/** A collection that every workspace has. */
export const at = (path: string) => (): Promise<string> => Promise.resolve(path);
