import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, type RequestContext } from '@platform/http';

import { MeDto } from './me.dto';
import { MeService } from './me.service';

/** `/v1/me`: who a token is. */
@ApiTags('me')
@Controller('v1/me')
export class MeController {
  constructor(private readonly service: MeService) {}

  @Get()
  @Operation({
    id: 'me.get',
    summary: 'Get who this token is and what it may do',
    scope: 'any',
    returns: MeDto,
  })
  get(@Ctx() ctx: RequestContext): Promise<MeDto> {
    return this.service.me(ctx);
  }
}
