import { Injectable } from '@nestjs/common';
import { KeyStore } from '@platform/secrets';
import type { JWK } from 'jose';

import { SigningKeys } from './signing-keys';

/** The keys that the library holds while the process runs. */
@Injectable()
export class ServerKeys {
  constructor(
    private readonly keys: KeyStore,
    private readonly signingKeys: SigningKeys,
  ) {}

  /** It signs nothing with these, but wants some. */
  signing(): Promise<JWK[]> {
    return this.signingKeys.all(new Date());
  }

  /** With which its cookies are signed, the first of them the new ones. */
  cookies(): string[] {
    return this.keys.deriveAll('oauth.cookie').map((key) => key.toString('base64url'));
  }
}
