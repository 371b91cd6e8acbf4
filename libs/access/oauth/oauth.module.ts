import { InstallationsModule, OAuthClients } from '@access/installations';
import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '@platform/config';
import { RouteCatalog } from '@platform/http';
import { KeyStore } from '@platform/secrets';
import type { FastifyInstance } from 'fastify';

import { InstallationResource } from './installation-resource';
import { mountOAuth } from './mount-oauth';
import { oauthProvider } from './oauth-provider';
import { OidcRecord } from './oidc-record.entity';
import { OidcRecords } from './oidc-records';
import { SigningKey } from './signing-key.entity';
import { SigningKeys } from './signing-keys';

/** The OAuth authorization server under `/oauth`: it puts itself on the HTTP server before that listens. */
@Module({
  imports: [TypeOrmModule.forFeature([OidcRecord, SigningKey]), InstallationsModule],
  providers: [OidcRecords, SigningKeys],
  exports: [OidcRecords],
})
export class OAuthModule implements OnModuleInit {
  private readonly logger = new Logger('OAuth');

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly settings: Settings,
    private readonly keys: KeyStore,
    private readonly routes: RouteCatalog,
    private readonly clients: OAuthClients,
    private readonly records: OidcRecords,
    private readonly signingKeys: SigningKeys,
  ) {}

  async onModuleInit(): Promise<void> {
    const scopes = () => new Set(this.routes.scopes().keys());
    const provider = oauthProvider({
      issuer: `${this.settings.publicUrl}/oauth`,
      clients: this.clients,
      records: this.records,
      resource: new InstallationResource(this.clients, scopes),
      signingKeys: await this.signingKeys.all(new Date()),
      cookieKeys: this.keys.deriveAll('oauth.cookie').map((key) => key.toString('base64url')),
      scopes,
    });
    const failed = (error: Error) => this.logger.error({ err: error }, 'A request failed');
    provider.on('server_error', (_ctx, error) => failed(error));
    provider.onerror = failed;
    mountOAuth(this.http.httpAdapter.getInstance<FastifyInstance>(), provider);
  }
}
