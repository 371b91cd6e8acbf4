import { InstallationFarewells, InstallationsModule } from '@access/installations';
import { Module, type OnModuleInit, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RateGate, RouteCatalog } from '@platform/http';
import type { FastifyInstance } from 'fastify';

import { AuthorizationServer } from './authorization-server';
import { mountOAuth } from './mount-oauth';
import { OidcRecord } from './oidc-record.entity';
import { OidcRecords } from './oidc-records';
import { SigningKey } from './signing-key.entity';
import { SigningKeys } from './signing-keys';

/** The OAuth authorization server under `/oauth`: it puts itself on the HTTP server before that listens. */
@Module({
  imports: [TypeOrmModule.forFeature([OidcRecord, SigningKey]), InstallationsModule],
  providers: [AuthorizationServer, OidcRecords, SigningKeys],
})
export class OAuthModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly routes: RouteCatalog,
    private readonly server: AuthorizationServer,
    private readonly records: OidcRecords,
    private readonly farewells: InstallationFarewells,
    @Optional() private readonly gate?: RateGate,
  ) {}

  async onModuleInit(): Promise<void> {
    this.farewells.add({
      kind: 'tokens',
      count: (sql, { now }, installationId) => this.records.countOfInstallation(sql, installationId, now),
      end: (tx, _ctx, installationId) => this.records.removeOfInstallation(tx, installationId),
    });
    const provider = await this.server.provider(() => new Set(this.routes.scopes().keys()), this.gate);
    mountOAuth(this.http.httpAdapter.getInstance<FastifyInstance>(), provider, this.gate);
  }
}
