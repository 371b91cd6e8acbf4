import { InstallationFarewells, InstallationsModule } from '@access/installations';
import { PageVisits, SignInModule, SignInSessions } from '@access/sign-in';
import { MemberService, WorkspacesModule } from '@access/workspaces';
import { Module, type OnApplicationBootstrap, type OnModuleInit, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '@platform/config';
import { RateGate, RouteCatalog } from '@platform/http';
import { mountPages } from '@platform/pages';
import type { FastifyInstance } from 'fastify';

import { Accounts } from './accounts';
import { AuthorizationServer } from './authorization-server';
import { Choices } from './choices';
import { consentPages } from './consent-pages';
import { Consents } from './consents';
import { ContextTokens } from './context-tokens';
import { DevicePages } from './device-pages';
import { DeviceRequests } from './device-requests';
import { FirstPartyApps } from './first-party-apps';
import { mountOAuth } from './mount-oauth';
import { OidcRecord } from './oidc-record.entity';
import { OidcRecords } from './oidc-records';
import { PersonTokens } from './person-tokens';
import { mountResourceMetadata } from './resource-metadata';
import { ServerKeys } from './server-keys';
import { SigningKey } from './signing-key.entity';
import { SigningKeys } from './signing-keys';
import { UserGrants } from './user-grants';

/** The OAuth authorization server under `/oauth`: it puts itself on the HTTP server before that listens. */
@Module({
  imports: [
    TypeOrmModule.forFeature([OidcRecord, SigningKey]),
    InstallationsModule,
    SignInModule,
    WorkspacesModule,
  ],
  providers: [
    Accounts,
    AuthorizationServer,
    Choices,
    Consents,
    ContextTokens,
    DeviceRequests,
    FirstPartyApps,
    OidcRecords,
    PersonTokens,
    ServerKeys,
    SigningKeys,
    UserGrants,
  ],
  exports: [ContextTokens],
})
export class OAuthModule implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly settings: Settings,
    private readonly http: HttpAdapterHost,
    private readonly routes: RouteCatalog,
    private readonly server: AuthorizationServer,
    private readonly farewells: InstallationFarewells,
    private readonly consents: Consents,
    private readonly devices: DeviceRequests,
    private readonly firstParty: FirstPartyApps,
    private readonly members: MemberService,
    private readonly records: OidcRecords,
    private readonly signIn: SignInSessions,
    private readonly signingKeys: SigningKeys,
    private readonly visits: PageVisits,
    @Optional() private readonly gate?: RateGate,
  ) {}

  async onModuleInit(): Promise<void> {
    this.farewells.add({
      kind: 'tokens',
      count: (sql, { now }, installationId) => this.records.countOfInstallation(sql, installationId, now),
      end: (tx, _ctx, installationId) => this.records.removeOfInstallation(tx, installationId),
    });
    this.members.onLeaving((tx, _ctx, memberId) => this.records.removeOfMember(tx, memberId));
    const scopes = () => new Set(this.routes.scopes().keys());
    const { gate, signIn, signingKeys } = this;
    const provider = await this.server.provider(scopes, gate);
    const server = this.http.httpAdapter.getInstance<FastifyInstance>();
    mountOAuth(server, { provider, signIn, signingKeys, gate });
    mountResourceMetadata(server, this.settings.publicUrl, scopes);
    const base = new URL(provider.issuer).pathname;
    const parts = { provider, consents: this.consents, visits: this.visits, base };
    const pages = [...consentPages(parts), ...new DevicePages(parts, this.devices, gate).routes];
    mountPages(server, pages, this.visits.errorPage);
  }

  /** By now every route is known, and with them every scope. */
  async onApplicationBootstrap(): Promise<void> {
    await this.firstParty.keepUp();
  }
}
