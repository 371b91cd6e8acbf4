import { App, AppVersion } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { foldText } from '@platform/filters';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  notFound,
  type Page,
  pageOf,
  type RequestContext,
} from '@platform/http';

import type { ListedAppDto, MarketplaceAppDto, MarketplaceQueryDto } from './app.dto';
import { withVersions } from './app-store';
import { listedView } from './app-view';

const MOST_VERSIONS = 1000;

/** Shows the apps that everybody can install, and to their makers how their own will look. */
@Injectable()
export class Marketplace {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page of the listed apps and of the workspace's own, in the order in which they were made. */
  async list(ctx: RequestContext, query: MarketplaceQueryDto): Promise<Page<ListedAppDto>> {
    const { limit = DEFAULT_PAGE_SIZE, cursor, ...asked } = query;
    const bound = `marketplace ${ctx.workspaceId} ${JSON.stringify(asked)}`;
    const rows = this.database.rows
      .createQueryBuilder(App, 'app')
      .where('app.version_id IS NOT NULL')
      .andWhere(VISIBLE, { workspaceId: ctx.workspaceId })
      .orderBy('app.id')
      .limit(limit + 1);
    const { q, category, publisher } = asked;
    for (const [at, word] of wordsOf(q).entries())
      rows.andWhere(`strpos(app.search_text, :word${at}) > 0`, { [`word${at}`]: word });
    if (category !== undefined) rows.andWhere(':category = ANY (app.categories)', { category });
    if (publisher !== undefined)
      rows.andWhere(`split_part(app.search_text, E'\\n', 1) = :publisher`, {
        publisher: foldText(publisher),
      });
    if (cursor !== undefined)
      rows.andWhere('app.id > :after', { after: this.cursors.decode(cursor, bound)[0] });
    return pageOf(await withVersions(this.database.rows, await rows.getMany()), limit, {
      item: listedView,
      cursor: ({ app }) => this.cursors.encode([app.id], bound),
    });
  }

  /** One of them with its history, or 404. */
  async get(ctx: RequestContext, id: string): Promise<MarketplaceAppDto> {
    const app = await this.database.rows
      .createQueryBuilder(App, 'app')
      .where('app.id = :id', { id })
      .andWhere(VISIBLE, { workspaceId: ctx.workspaceId })
      .getOne();
    if (!app) throw notFound('app');
    const [versioned] = await withVersions(this.database.rows, [app]);
    const versions = await this.database.rows.find(AppVersion, {
      where: { app_id: id },
      order: { id: 'DESC' },
      take: MOST_VERSIONS,
    });
    return {
      ...listedView(versioned ?? { app, version: null }),
      versions: versions.map(({ version, created_at }) => ({
        version,
        created_at: created_at.toISOString(),
      })),
    };
  }
}

const VISIBLE = `(app.kind = 'marketplace' AND app.review_state = 'approved' OR app.owner_workspace_id = :workspaceId)`;

const wordsOf = (text = ''): string[] =>
  foldText(text)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10);
