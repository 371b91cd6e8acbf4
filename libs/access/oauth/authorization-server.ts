import { OAuthClients } from '@access/installations';
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { RateGate } from '@platform/http';
import type { Provider } from 'oidc-provider';

import { InstallationResource } from './installation-resource';
import { oauthProvider } from './oauth-provider';
import { OidcRecords } from './oidc-records';
import { PersonTokens } from './person-tokens';
import { noteRefusal } from './refusals';
import { ServerKeys } from './server-keys';
import { exchangeTokens } from './token-exchange';

/** Puts the authorization server together from the settings, keys and tables of this process. */
@Injectable()
export class AuthorizationServer {
  private readonly logger = new Logger('OAuth');

  constructor(
    private readonly settings: Settings,
    private readonly keys: ServerKeys,
    private readonly clients: OAuthClients,
    private readonly records: OidcRecords,
    private readonly people: PersonTokens,
  ) {}

  /** The server for these scopes, which are asked for at each request: routes may be found after this call. */
  async provider(scopes: () => ReadonlySet<string>, gate: RateGate | undefined): Promise<Provider> {
    const resource = new InstallationResource(this.clients, scopes);
    const provider = oauthProvider({
      issuer: `${this.settings.publicUrl}/oauth`,
      clients: this.clients,
      records: this.records,
      resource,
      accounts: this.people.accounts,
      grants: this.people.grants,
      signingKeys: await this.keys.signing(),
      cookieKeys: this.keys.cookies(),
      scopes,
      renderError: noteRefusal,
      gate,
    });
    exchangeTokens(provider, this.people, resource);
    const failed = (error: Error) => this.logger.error({ err: error }, 'A request failed');
    provider.on('server_error', (_ctx, error) => failed(error));
    provider.onerror = failed;
    return provider;
  }
}
