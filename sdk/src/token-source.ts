/** Where bearer tokens come from. */
export interface TokenSource {
  /** A token that should work now. */
  current(signal: AbortSignal): Promise<string>;
  /** Another token after the server refused this one; the same one when there is no other. */
  renewed(refused: string, signal: AbortSignal): Promise<string>;
}

/** A private app key: always the same. */
export const fixedToken = (key: string): TokenSource => ({
  current: async () => key,
  renewed: async () => key,
});

/** Tokens that the caller keeps; asked for before each request, and once more after a 401. */
export const callersToken = (token: () => Promise<string>): TokenSource => ({
  current: token,
  renewed: token,
});
