import { type Client, OAuthClients, type TokenTarget } from '@access/installations';
import { ADMIN } from '@access/roles';
import { ActiveMembers, Memberships, type UserMembership } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import { toUuid } from '@platform/ids';

import { ANY_INSTALLATION, installationIn } from './installation-resource';

/** A workspace in which a person may use an app. */
export interface Choice extends UserMembership {
  /** Null for an app of ours that is installed by the consent. */
  readonly target: TokenTarget | null;
}

/** Where a person may use an app, and where they work without it. */
export interface Chosen {
  readonly choices: readonly Choice[];
  readonly elsewhere: readonly (UserMembership & { readonly isAdmin: boolean })[];
}

const NOWHERE: Chosen = { choices: [], elsewhere: [] };

/** Says in which workspaces a person may use an app: where they work and it is installed. */
@Injectable()
export class Choices {
  constructor(
    private readonly clients: OAuthClients,
    private readonly memberships: Memberships,
    private readonly active: ActiveMembers,
  ) {}

  /** Of all their workspaces, or of the one whose installation `resource` names. */
  async of(clientId: string, user: string, resource: unknown): Promise<Chosen> {
    const userId = toUuid('user', user);
    const app = await this.clients.app(clientId);
    if (userId === null || !app) return NOWHERE;
    const memberships = await this.memberships.of(userId);
    const targets = await this.targets(app, memberships);
    const named = resource === ANY_INSTALLATION ? null : installationIn(resource);
    const choices = memberships.flatMap((membership) => {
      const target = targets.get(membership.workspaceId);
      return target === undefined || (named !== null && target?.id !== named)
        ? []
        : [{ ...membership, target }];
    });
    const without = memberships.filter(({ workspaceId }) => !targets.has(workspaceId));
    return { choices, elsewhere: choices.length > 0 ? [] : await this.withRoles(userId, without) };
  }

  /** The installation in each workspace that has one; an app of ours can be used wherever nobody stopped it. */
  private async targets(
    app: Client,
    memberships: readonly UserMembership[],
  ): Promise<ReadonlyMap<string, TokenTarget | null>> {
    const ids = memberships.map(({ workspaceId }) => workspaceId);
    const running = await this.clients.installationsIn(app.client_id, ids);
    const targets = new Map<string, TokenTarget | null>();
    if (app.kind === 'first_party') {
      const stopped = new Set(await this.clients.stoppedIn(app.client_id, ids));
      for (const id of ids) if (!stopped.has(id)) targets.set(id, null);
    }
    for (const target of running) targets.set(target.workspace_id, target);
    return targets;
  }

  private withRoles(userId: string, memberships: readonly UserMembership[]): Promise<Chosen['elsewhere']> {
    return Promise.all(
      memberships.map(async (membership) => {
        const member = await this.active.ofUser(membership.workspaceId, userId);
        return { ...membership, isAdmin: member?.role === ADMIN };
      }),
    );
  }
}
