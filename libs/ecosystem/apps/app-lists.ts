import { App, AppVersion } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  type Page,
  type PageQueryDto,
  pageOf,
  type RequestContext,
} from '@platform/http';

import type { AppDto, AppVersionDto, AppVersionQueryDto } from './app.dto';
import { AppStore, withVersions } from './app-store';
import { appView, versionView } from './app-view';

/** Lists the apps that a workspace makes. */
@Injectable()
export class AppLists {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly store: AppStore,
  ) {}

  /** One page of the apps that were made in this workspace, in the order in which they were. */
  async list(
    ctx: RequestContext,
    { limit = DEFAULT_PAGE_SIZE, cursor }: PageQueryDto,
  ): Promise<Page<AppDto>> {
    const bound = `apps ${ctx.workspaceId}`;
    const query = this.database.rows
      .createQueryBuilder(App, 'app')
      .where('app.owner_workspace_id = :workspaceId', { workspaceId: ctx.workspaceId })
      .orderBy('app.id')
      .limit(limit + 1);
    if (cursor !== undefined)
      query.andWhere('app.id > :after', { after: this.cursors.decode(cursor, bound)[0] });
    return pageOf(await withVersions(this.database.rows, await query.getMany()), limit, {
      item: appView,
      cursor: ({ app }) => this.cursors.encode([app.id], bound),
    });
  }

  /** One page of its versions, the latest first. */
  async versions(
    ctx: RequestContext,
    id: string,
    { limit = DEFAULT_PAGE_SIZE, cursor, version }: AppVersionQueryDto,
  ): Promise<Page<AppVersionDto>> {
    await this.store.own(ctx, id);
    const bound = `app_versions ${ctx.workspaceId} ${id} ${version ?? ''}`;
    const query = this.database.rows
      .createQueryBuilder(AppVersion, 'v')
      .where('v.app_id = :id', { id })
      .orderBy('v.id', 'DESC')
      .limit(limit + 1);
    if (version !== undefined) query.andWhere('v.version = :version', { version });
    if (cursor !== undefined)
      query.andWhere('v.id < :before', { before: this.cursors.decode(cursor, bound)[0] });
    return pageOf(await query.getMany(), limit, {
      item: versionView,
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
  }
}
