import { newToken } from '@platform/secrets';
import type { Provider } from 'oidc-provider';

/** What a class of the library makes its tokens with. */
interface TokenMaker {
  generateTokenId: () => string;
}

/** Gives tokens our own format, which carries a checksum and can be found by secret scanners. */
export function makeOurTokens({ ClientCredentials, AccessToken, RefreshToken }: Provider): void {
  give(ClientCredentials.prototype as unknown as TokenMaker, 'at');
  give(AccessToken.prototype as unknown as TokenMaker, 'at');
  give(RefreshToken.prototype as unknown as TokenMaker, 'rt');
}

function give(tokens: TokenMaker, kind: string): void {
  const original = tokens.generateTokenId;
  tokens.generateTokenId = function generateTokenId(this: TokenMaker) {
    // The library's own also notes the format of the token.
    original.call(this);
    return newToken(kind);
  };
}
