import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  notFound,
  type Page,
  type PageQueryDto,
  pageOf,
  type RequestContext,
} from '@platform/http';

import type { MemberDto } from './member.dto';
import type { Member } from './member.entity';
import { memberView } from './member-view';

/** Before every id. */
const START = '00000000-0000-0000-0000-000000000000';

/** Tells who works in a workspace. */
@Injectable()
export class MemberService {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page of the members, in the order in which they joined. */
  async list(
    ctx: RequestContext,
    { limit = DEFAULT_PAGE_SIZE, cursor }: PageQueryDto,
  ): Promise<Page<MemberDto>> {
    const bound = `members ${ctx.principal.id}`;
    const after = cursor === undefined ? START : this.cursors.decode(cursor, bound)[0];
    const rows = await this.database.sql<Member>('members.page', PAGE, [ctx.workspaceId, after, limit + 1]);
    return pageOf(rows, limit, {
      item: memberView,
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
  }

  /** One member, or 404. */
  async get(ctx: RequestContext, id: string): Promise<MemberDto> {
    const [row] = await this.database.sql<Member>('members.get', GET, [ctx.workspaceId, id]);
    if (!row) throw notFound('member');
    return memberView(row);
  }
}

const COLUMNS = 'workspace_id, id, user_id, name, email, role, state, version, created_at, updated_at';

const PAGE = `SELECT ${COLUMNS} FROM members WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`;

const GET = `SELECT ${COLUMNS} FROM members WHERE workspace_id = $1 AND id = $2`;
