import { RecordWriter, type Target, targeted } from '@crm/records';
import { Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, conflict, Operation, RequestContext, tagged } from '@platform/http';
import { Writes } from '@platform/writes';
import type { FastifyReply } from 'fastify';

import { FORM_SCOPES } from './scopes';
import { SubmissionDto } from './submission.dto';
import type { Submission } from './submission.entity';
import { submissionType } from './submission.record-type';

@ApiTags('submissions')
@Controller('v1/forms/:form_id/submissions/:id')
export class SubmissionsController {
  constructor(
    private readonly writer: RecordWriter,
    private readonly writes: Writes,
  ) {}

  @Post('release')
  @Operation({
    id: 'submissions.release',
    summary: 'Release a submission from quarantine',
    description:
      'A lead is made of it after all: of one that looked like spam, or that failed before. 409 `not_held` when it is neither.',
    scope: FORM_SCOPES.write,
    returns: SubmissionDto,
    writes: true,
    versioned: true,
    problems: [404],
  })
  async release(
    @Ctx() ctx: RequestContext,
    @targeted(submissionType) target: Target,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const submission = await this.writes.run(ctx, async (tx) => {
      const [outcome] = await this.writer.write<Submission>(
        ctx,
        submissionType,
        [{ action: 'update', ...target, edit: released }],
        tx,
      );
      if (!outcome) throw new Error('A write of one record answered with none.');
      if ('problem' in outcome) throw outcome.problem;
      await tx.sql('form_queue.add_again', ENQUEUE, [target.id, ctx.workspaceId, ctx.now]);
      return outcome.view;
    });
    return tagged(reply, submission);
  }
}

const RELEASED: ReadonlySet<string> = new Set(['state', 'problem']);

function released(row: Submission): ReadonlySet<string> {
  if (row.state !== 'quarantined' && row.state !== 'failed')
    throw conflict('not_held', `This submission is ${row.state}: nothing holds it back.`);
  row.state = 'received';
  row.problem = null;
  return RELEASED;
}

const ENQUEUE = `
  INSERT INTO form_queue (submission_id, workspace_id, due_at, attempts) VALUES ($1, $2, $3, 0)
  ON CONFLICT (submission_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0`;
