import { WorkspaceTable } from '@platform/database';
import { PrimaryColumn } from 'typeorm';

/** A member's place in a team, to be found from the member. */
@WorkspaceTable('team_members')
export class TeamMember {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') member_id: string;
  @PrimaryColumn('uuid') team_id: string;
}
