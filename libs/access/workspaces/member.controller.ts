import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  Operation,
  type Page,
  PageQueryDto,
  type RequestContext,
  validatedQuery,
} from '@platform/http';

import { MemberDto } from './member.dto';
import { MemberService } from './member.service';
import { membersRead } from './members-read.scope';

/** `/v1/members`: who works in the workspace. */
@ApiTags('members')
@Controller('v1/members')
export class MemberController {
  constructor(private readonly members: MemberService) {}

  @Get()
  @Operation({
    id: 'members.list',
    summary: 'List members in the order in which they joined',
    scope: membersRead,
    query: PageQueryDto,
    returns: { pageOf: MemberDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(PageQueryDto)) query: PageQueryDto,
  ): Promise<Page<MemberDto>> {
    return this.members.list(ctx, query);
  }

  @Get(':id')
  @Operation({
    id: 'members.get',
    summary: 'Get a member',
    scope: membersRead,
    returns: MemberDto,
    problems: [404],
  })
  get(@Ctx() ctx: RequestContext, @IdParam('member') id: string): Promise<MemberDto> {
    return this.members.get(ctx, id);
  }
}
