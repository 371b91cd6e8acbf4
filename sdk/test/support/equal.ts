/** Whether two types are the same: not merely assignable to one another, as `any` would be. */
export type Equal<A, B> =
  (<T>() => T extends Unfolded<A> ? 1 : 2) extends <T>() => T extends Unfolded<B> ? 1 : 2 ? true : false;

type Unfolded<T> = T extends object ? { [K in keyof T]: T[K] } : T;

/** Compiles only for a type that is `true`. */
export function proven<Claim extends true>(): Claim | undefined {
  return undefined;
}
