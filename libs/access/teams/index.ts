export { TeamService } from './team.service';
export { TeamsModule } from './teams.module';
