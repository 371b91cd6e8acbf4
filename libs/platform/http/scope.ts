/** A right that a token can carry, such as `leads:read`, with the words that a consent page shows for it. */
export interface Scope {
  readonly name: `${string}:${string}`;
  /** Completes "This app may …". */
  readonly allows: string;
}

/** Declares a scope beside the routes that need it. */
export const defineScope = (name: Scope['name'], allows: string): Scope => ({ name, allows });
