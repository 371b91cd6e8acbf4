import { defineEvent } from '@platform/events';
import { toTypeId } from '@platform/ids';
import type { KindOfRow } from '@platform/versioned-rows';

import { TeamDto } from './team.dto';
import { Team } from './team.entity';
import { teamsRead } from './team-scopes';

const event = (verb: string) =>
  defineEvent({
    type: `team.${verb}`,
    summary: `A team was ${verb}.`,
    object: 'team',
    payload: TeamDto,
    scope: teamsRead,
  });

/** A team as the public API shows it. */
const teamView = (team: Team): TeamDto => ({
  id: toTypeId('team', team.id),
  name: team.name,
  member_ids: team.member_ids.map((id) => toTypeId('member', id)),
  lead_id: team.lead_id && toTypeId('member', team.lead_id),
  version: team.version,
  created_at: team.created_at.toISOString(),
  updated_at: team.updated_at.toISOString(),
});

/** Teams, as they are kept and told of. */
export const TEAMS: KindOfRow<Team, TeamDto> = {
  name: 'team',
  row: Team,
  events: { created: event('created'), updated: event('updated'), deleted: event('deleted') },
  view: teamView,
};
