import { Body, Controller, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  Operation,
  type Page,
  RequestContext,
  tagged,
  validated,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply } from 'fastify';

import { InviteMemberDto, MemberDto, MemberQueryDto, UpdateMemberDto } from './member.dto';
import { MemberService } from './member.service';
import { membersManage, membersRead } from './member-scopes';

const one = { returns: MemberDto, versioned: true, problems: [404] } as const;
const change = { ...one, scope: membersManage, writes: true } as const;

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
    query: MemberQueryDto,
    returns: { pageOf: MemberDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(MemberQueryDto)) query: MemberQueryDto,
  ): Promise<Page<MemberDto>> {
    return this.members.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'members.invite',
    summary: 'Invite a colleague',
    description:
      'They get a mail with a link that lasts 14 days. Records can be theirs at once. Whoever has left comes back with `reactivate`, not by a second invitation.',
    scope: membersManage,
    accepts: InviteMemberDto,
    returns: MemberDto,
    status: 201,
    writes: true,
  })
  async invite(
    @Ctx() ctx: RequestContext,
    @Body(validated(InviteMemberDto)) input: InviteMemberDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const member = await this.members.invite(ctx, input);
    reply.header('location', `/v1/members/${member.id}`);
    return tagged(reply, member);
  }

  @Get(':id')
  @Operation({ ...one, id: 'members.get', summary: 'Get a member', scope: membersRead })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('member') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.members.get(ctx, id));
  }

  @Patch(':id')
  @Operation({
    ...change,
    id: 'members.update',
    summary: 'Change a member',
    description: 'The last admin stays one: 409 `last_admin`.',
    accepts: UpdateMemberDto,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('member') id: string,
    @Body(validated(UpdateMemberDto)) input: UpdateMemberDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.members.update(ctx, { id, ifMatch }, input));
  }

  @Post(':id/resend-invitation')
  @Operation({
    ...change,
    id: 'members.resend_invitation',
    summary: 'Send an invitation once more',
    description:
      'The link in the mail before it works no more. 409 `not_invited` for who has joined or left.',
  })
  async resendInvitation(
    @Ctx() ctx: RequestContext,
    @IdParam('member') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.members.inviteAgain(ctx, { id, ifMatch }));
  }

  @Post(':id/deactivate')
  @Operation({
    ...change,
    id: 'members.deactivate',
    summary: 'Let a member leave',
    description:
      'Their keys end within two seconds. They stay named as owners of what they have, and can be given nothing new. The last admin stays: 409 `last_admin`.',
  })
  async deactivate(
    @Ctx() ctx: RequestContext,
    @IdParam('member') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.members.deactivate(ctx, { id, ifMatch }));
  }

  @Post(':id/reactivate')
  @Operation({
    ...change,
    id: 'members.reactivate',
    summary: 'Bring back a member who left',
    description: 'Active again, or invited when they never signed in. Keys that ended stay ended.',
  })
  async reactivate(
    @Ctx() ctx: RequestContext,
    @IdParam('member') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.members.reactivate(ctx, { id, ifMatch }));
  }
}
