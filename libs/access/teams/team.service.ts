import { Injectable } from '@nestjs/common';
import { constraintViolation, type Transaction } from '@platform/database';
import {
  conflict,
  type Fault,
  notFound,
  type Page,
  type RequestContext,
  unprocessable,
} from '@platform/http';
import { newUuid, toUuid } from '@platform/ids';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import type { CreateTeamDto, TeamDto, TeamQueryDto, UpdateTeamDto } from './team.dto';
import type { Team } from './team.entity';
import { TEAMS } from './team-kind';

/** Says which members work together. */
@Injectable()
export class TeamService {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
  ) {}

  /** One page of the teams, in the order in which they were made. */
  list(ctx: RequestContext, { member_id, ...query }: TeamQueryDto): Promise<Page<TeamDto>> {
    return this.rows.list(ctx, TEAMS, {
      query,
      bound: member_id ?? '',
      where: (rows) => {
        if (member_id) rows.andWhere(OF_MEMBER, { member: toUuid('member', member_id) });
      },
    });
  }

  /** One team, or 404. */
  async get(ctx: RequestContext, id: string): Promise<TeamDto> {
    return TEAMS.view(await this.rows.get(ctx, TEAMS, id));
  }

  /** Problems: 409 `name_taken`, 422 for members that are not there. */
  create(ctx: RequestContext, input: CreateTeamDto): Promise<TeamDto> {
    return this.write(ctx, (tx) => this.add(tx, ctx, input));
  }

  /** The same in a transaction that the caller holds. */
  async add(tx: Transaction, ctx: RequestContext, input: CreateTeamDto): Promise<Team> {
    const { workspaceId, now } = ctx;
    const team: Team = {
      workspace_id: workspaceId,
      id: newUuid(),
      ...{ name: input.name, member_ids: [], lead_id: null },
      ...changeOf(input),
      version: 1,
      created_at: now,
      updated_at: now,
    };
    await check(tx, ctx, team, null);
    await this.rows.create(tx, ctx, TEAMS, team);
    await place(tx, ctx, team);
    return team;
  }

  /** Changes the named fields; problems as with `create`. */
  update(ctx: RequestContext, asked: Asked, input: UpdateTeamDto): Promise<TeamDto> {
    return this.write(ctx, async (tx) => {
      const team = await this.rows.change(tx, ctx, TEAMS, {
        asked,
        edit: async (before) => {
          const change = changeOf(input);
          await check(tx, ctx, { ...before, ...change }, before);
          return change;
        },
      });
      await place(tx, ctx, team);
      return team;
    });
  }

  /** Takes a team away; its members stay members. */
  delete(ctx: RequestContext, asked: Asked): Promise<TeamDto> {
    return this.write(ctx, (tx) => this.rows.remove(tx, ctx, TEAMS, asked));
  }

  private async write(ctx: RequestContext, work: (tx: Transaction) => Promise<Team>): Promise<TeamDto> {
    try {
      return await this.writes.run(ctx, async (tx) => TEAMS.view(await work(tx)));
    } catch (error) {
      if (constraintViolation(error)?.constraint !== 'teams_name_unique') throw error;
      throw conflict('name_taken', 'Another team has this name already.');
    }
  }
}

const stored = (id: string): string => {
  const uuid = toUuid('member', id);
  if (uuid === null) throw notFound('member');
  return uuid;
};

const changeOf = ({ name, member_ids, lead_id }: UpdateTeamDto): Partial<Team> => ({
  ...(name !== undefined && { name }),
  ...(member_ids !== undefined && { member_ids: member_ids.map(stored) }),
  ...(lead_id !== undefined && { lead_id: lead_id && stored(lead_id) }),
});

/** Whoever is new in a team, or leads it anew, must be a member who has not left. */
async function check(
  tx: Transaction,
  ctx: RequestContext,
  { member_ids, lead_id }: Team,
  before: Team | null,
): Promise<void> {
  const fresh = member_ids
    .map((id, at) => ({ id, pointer: `/member_ids/${at}` }))
    .filter(({ id }) => !before?.member_ids.includes(id));
  if (lead_id !== null && lead_id !== before?.lead_id) fresh.push({ id: lead_id, pointer: '/lead_id' });
  const rows = await tx.sql<{ id: string }>('teams.known_members', KNOWN, [
    ctx.workspaceId,
    fresh.map(({ id }) => id),
  ]);
  const known = new Set(rows.map(({ id }) => id));
  const faults = fresh
    .filter(({ id }) => !known.has(id))
    .map(
      ({ pointer }): Fault => ({
        pointer,
        code: 'unknown_reference',
        detail: 'There is no such member in this workspace',
      }),
    );
  if (faults.length > 0) throw unprocessable(faults);
}

/** Brings the table that is looked through from the member in line. */
async function place(tx: Transaction, ctx: RequestContext, { id, member_ids }: Team): Promise<void> {
  await tx.sql('team_members.remove', REMOVE, [ctx.workspaceId, id, member_ids]);
  await tx.sql('team_members.add', ADD, [ctx.workspaceId, id, member_ids]);
}

const OF_MEMBER = `r.id IN (
  SELECT place.team_id FROM team_members AS place
  WHERE place.workspace_id = :workspaceId AND place.member_id = :member)`;

const KNOWN = "SELECT id FROM members WHERE workspace_id = $1 AND id = ANY($2) AND state <> 'left'";

const REMOVE =
  'DELETE FROM team_members WHERE workspace_id = $1 AND team_id = $2 AND NOT member_id = ANY($3::uuid[])';

const ADD = `
  INSERT INTO team_members (workspace_id, team_id, member_id)
  SELECT $1, $2, m.id FROM unnest($3::uuid[]) AS m (id) ON CONFLICT DO NOTHING`;
