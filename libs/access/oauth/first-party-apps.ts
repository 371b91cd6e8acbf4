import { type Client, Installations, type TokenTarget } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { RequestContext, RouteCatalog } from '@platform/http';

import type { Choice } from './choices';

/** Apps of ours: they may be used in every workspace whose admins did not stop them there, with all that our routes know. */
@Injectable()
export class FirstPartyApps {
  constructor(
    private readonly database: Database,
    private readonly installations: Installations,
    private readonly routes: RouteCatalog,
  ) {}

  /** Such an app comes into a workspace with the first member who uses it there. */
  install(app: Client, { workspaceId }: Choice): Promise<TokenTarget> {
    const ctx = RequestContext.system(workspaceId, new Date());
    return this.database.transaction((tx) => this.installations.installFirstParty(tx, ctx, app));
  }

  /** Lets them ask for whatever the routes of this release need. */
  async keepUp(): Promise<void> {
    await this.installations.keepFirstPartyScopes([...this.routes.scopes().keys()]);
  }
}
