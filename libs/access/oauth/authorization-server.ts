import { OAuthClients } from '@access/installations';
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { RateGate } from '@platform/http';
import { KeyStore } from '@platform/secrets';
import type { Provider } from 'oidc-provider';

import { InstallationResource } from './installation-resource';
import { oauthProvider } from './oauth-provider';
import { OidcRecords } from './oidc-records';
import { SigningKeys } from './signing-keys';

/** Puts the authorization server together from the settings, keys and tables of this process. */
@Injectable()
export class AuthorizationServer {
  private readonly logger = new Logger('OAuth');

  constructor(
    private readonly settings: Settings,
    private readonly keys: KeyStore,
    private readonly clients: OAuthClients,
    private readonly records: OidcRecords,
    private readonly signingKeys: SigningKeys,
  ) {}

  /** The server for these scopes, which are asked for at each request: routes may be found after this call. */
  async provider(scopes: () => ReadonlySet<string>, gate: RateGate | undefined): Promise<Provider> {
    const provider = oauthProvider({
      issuer: `${this.settings.publicUrl}/oauth`,
      clients: this.clients,
      records: this.records,
      resource: new InstallationResource(this.clients, scopes),
      signingKeys: await this.signingKeys.all(new Date()),
      cookieKeys: this.keys.deriveAll('oauth.cookie').map((key) => key.toString('base64url')),
      scopes,
      gate,
    });
    const failed = (error: Error) => this.logger.error({ err: error }, 'A request failed');
    provider.on('server_error', (_ctx, error) => failed(error));
    provider.onerror = failed;
    return provider;
  }
}
