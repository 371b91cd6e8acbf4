import { OAuthClients } from '@access/installations';
import { ActiveMembers } from '@access/workspaces';
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { RateGate } from '@platform/http';
import { KeyStore } from '@platform/secrets';
import type { Provider } from 'oidc-provider';

import { Accounts } from './accounts';
import { Choices } from './choices';
import { ContextTokens } from './context-tokens';
import { InstallationResource } from './installation-resource';
import { oauthProvider } from './oauth-provider';
import { OidcRecords } from './oidc-records';
import { noteRefusal } from './refusals';
import { SigningKeys } from './signing-keys';
import { exchangeTokens } from './token-exchange';
import { UserGrants } from './user-grants';

/** Puts the authorization server together from the settings, keys and tables of this process. */
@Injectable()
export class AuthorizationServer {
  private readonly logger = new Logger('OAuth');

  constructor(
    private readonly settings: Settings,
    private readonly keys: KeyStore,
    private readonly clients: OAuthClients,
    private readonly active: ActiveMembers,
    private readonly choices: Choices,
    private readonly contexts: ContextTokens,
    private readonly records: OidcRecords,
    private readonly signingKeys: SigningKeys,
  ) {}

  /** The server for these scopes, which are asked for at each request: routes may be found after this call. */
  async provider(scopes: () => ReadonlySet<string>, gate: RateGate | undefined): Promise<Provider> {
    const resource = new InstallationResource(this.clients, scopes);
    const accounts = new Accounts(this.clients, this.active);
    const provider = oauthProvider({
      issuer: `${this.settings.publicUrl}/oauth`,
      clients: this.clients,
      records: this.records,
      resource,
      accounts,
      grants: new UserGrants(this.records, this.choices),
      signingKeys: await this.signingKeys.all(new Date()),
      cookieKeys: this.keys.deriveAll('oauth.cookie').map((key) => key.toString('base64url')),
      scopes,
      renderError: noteRefusal,
      gate,
    });
    exchangeTokens(provider, { contexts: this.contexts, active: this.active, accounts, resource });
    const failed = (error: Error) => this.logger.error({ err: error }, 'A request failed');
    provider.on('server_error', (_ctx, error) => failed(error));
    provider.onerror = failed;
    return provider;
  }
}
