import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  IdParam,
  Operation,
  pageOf,
  RequestContext,
  validatedQuery,
} from '@platform/http';
import { Writes } from '@platform/writes';

import { JobDto, JobResultDto, JobResultsQueryDto } from './job.dto';
import { jobResultView, jobView } from './job-view';
import { Jobs } from './jobs';

const common = { scope: 'any', problems: [404] } as const;

/** The jobs of a workspace. */
@ApiTags('jobs')
@Controller('v1/jobs')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly writes: Writes,
    private readonly cursors: CursorCodec,
  ) {}

  @Get(':id')
  @Operation({
    ...common,
    id: 'jobs.get',
    summary: 'See how far a job came',
    description:
      'Whoever may start such a job may look at it; for others there is none. It is kept for 30 days after its end.',
    returns: JobDto,
  })
  async get(@Ctx() ctx: RequestContext, @IdParam('job') id: string) {
    return jobView(await this.jobs.get(ctx, id));
  }

  @Get(':id/results')
  @Operation({
    ...common,
    id: 'jobs.list_results',
    summary: 'List what became of each record',
    description:
      'In the order of their ids; while the job runs, those that it has dealt with. Kept for 30 days after its end.',
    query: JobResultsQueryDto,
    returns: { pageOf: JobResultDto },
  })
  async results(
    @Ctx() ctx: RequestContext,
    @IdParam('job') id: string,
    @Query(validatedQuery(JobResultsQueryDto)) { limit = DEFAULT_PAGE_SIZE, cursor }: JobResultsQueryDto,
  ) {
    const bound = `${ctx.principal.id} job ${id}`;
    const [after] = cursor ? this.cursors.decode(cursor, bound) : [];
    const job = await this.jobs.get(ctx, id);
    const range = { after: typeof after === 'string' ? after : null, limit: limit + 1 };
    const rows = await this.jobs.results(ctx, job, range);
    return pageOf(rows, limit, {
      item: (row) => jobResultView(job.object, row),
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
  }

  @Post(':id/cancel')
  @Operation({
    ...common,
    id: 'jobs.cancel',
    summary: 'Stop a job',
    description:
      'It stops after the step that runs now, and at once when it still waits; what is done stays done.',
    returns: JobDto,
    writes: true,
  })
  cancel(@Ctx() ctx: RequestContext, @IdParam('job') id: string) {
    return this.writes.run(ctx, async (tx) => jobView(await this.jobs.cancel(tx, ctx, id)));
  }
}
