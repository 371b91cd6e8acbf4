import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VersionedRowsModule } from '@platform/versioned-rows';
import { WritesModule } from '@platform/writes';

import { EffectiveRights } from './effective-rights';
import { EffectiveRightsController } from './effective-rights.controller';
import { MemberRightsModule } from './member-rights.module';
import { RoleController } from './role.controller';
import { Role } from './role.entity';
import { RoleService } from './role.service';

/** What members may do. */
@Module({
  imports: [TypeOrmModule.forFeature([Role]), MemberRightsModule, VersionedRowsModule, WritesModule],
  controllers: [RoleController, EffectiveRightsController],
  providers: [RoleService, EffectiveRights],
  exports: [RoleService, MemberRightsModule],
})
export class RolesModule {}
