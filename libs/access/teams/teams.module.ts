import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VersionedRowsModule } from '@platform/versioned-rows';
import { WritesModule } from '@platform/writes';

import { TeamController } from './team.controller';
import { Team } from './team.entity';
import { TeamService } from './team.service';
import { TeamMember } from './team-member.entity';

/** Which members work together. */
@Module({
  imports: [TypeOrmModule.forFeature([Team, TeamMember]), VersionedRowsModule, WritesModule],
  controllers: [TeamController],
  providers: [TeamService],
  exports: [TeamService],
})
export class TeamsModule {}
