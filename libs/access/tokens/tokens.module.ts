import { InstallationsModule } from '@access/installations';
import { RolesModule } from '@access/roles';
import { WorkspacesModule } from '@access/workspaces';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Authenticator, PossessionCheck } from '@platform/http';
import { VersionedRowsModule } from '@platform/versioned-rows';
import { WritesModule } from '@platform/writes';

import { AccessKey } from './access-key.entity';
import { AccessKeys } from './access-keys';
import { CurrentRightsModule } from './current-rights.module';
import { DpopProofs } from './dpop-proofs';
import { KeyController } from './key.controller';
import { KeyService } from './key.service';
import { KeyUsage } from './key-usage';
import { MeController } from './me.controller';
import { MeService } from './me.service';
import { StoredTokens } from './stored-tokens';
import { TokenAuthenticator } from './token-authenticator';

/** Makes keys and tells the guard whose credential a token is. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([AccessKey]),
    InstallationsModule,
    RolesModule,
    WorkspacesModule,
    CurrentRightsModule,
    VersionedRowsModule,
    WritesModule,
  ],
  controllers: [KeyController, MeController],
  providers: [
    AccessKeys,
    KeyService,
    KeyUsage,
    MeService,
    StoredTokens,
    TokenAuthenticator,
    { provide: Authenticator, useExisting: TokenAuthenticator },
    { provide: PossessionCheck, useClass: DpopProofs },
  ],
  exports: [AccessKeys, Authenticator, PossessionCheck],
})
export class TokensModule {}
