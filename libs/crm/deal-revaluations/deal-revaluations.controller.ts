import { dealType } from '@crm/deals';
import { Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext } from '@platform/http';
import { JobDto } from '@platform/jobs';
import type { FastifyReply } from 'fastify';

import { DealRevaluations } from './deal-revaluations';

/** The route that values deals anew. */
@ApiTags('deals')
@Controller('v1/deals/revalue')
export class DealRevaluationsController {
  constructor(private readonly revaluations: DealRevaluations) {}

  @Post()
  @Operation({
    id: 'deals.revalue',
    summary: 'Value all open deals at the rates of today',
    description:
      'Starts a job that brings `amount_base` of open deals in line with the exchange rates that hold on its day, and gives closed deals that have none, because there was no rate, that of the day they were closed. Each deal whose value changes gets a new version and an event, as with any write; the others are left alone. Run it after rates were set when lists, filters and webhooks shall go by them; totals value open deals at the rates of today anyway.',
    scope: dealType.scopes.write,
    returns: JobDto,
    status: 202,
    writes: true,
  })
  async run(@Ctx() ctx: RequestContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<JobDto> {
    const job = await this.revaluations.start(ctx);
    reply.header('location', `/v1/jobs/${job.id}`);
    return job;
  }
}
