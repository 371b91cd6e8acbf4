import type { RecordType } from '@crm/records';
import { Body, Controller, Post, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validatedQuery } from '@platform/http';

import { BatchQueryDto, batchContracts, batchSize, readBatch } from './batch.dto';
import { BatchRunner } from './batch-runner';

const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

const DESCRIPTION = `Up to 1,000 operations and 10 MB. Each is checked, stored and told of as if it had come alone, in their order.
Without \`atomic\` the answer is 200 and each result says what became of its operation; with it, one problem makes the whole batch a 422 that names every problem.`;

/** The route that writes many records of one type at once. */
export function batchController(type: RecordType): Type {
  const { plural, words, scopes } = type;
  const contracts = batchContracts([type]);

  @ApiTags(plural)
  @Controller(`v1/${plural}`)
  class BatchController {
    constructor(private readonly batches: BatchRunner) {}

    @Post('batch')
    @Operation({
      id: `${plural}.batch`,
      summary: `Write many ${words.many}`,
      description: DESCRIPTION,
      scope: scopes.write,
      query: BatchQueryDto,
      accepts: contracts.accepts,
      returns: contracts.returns,
      writes: true,
      bodyLimitBytes: BODY_LIMIT_BYTES,
      cost: { perItem: 1, items: batchSize },
    })
    run(
      @Ctx() ctx: RequestContext,
      @Body() body: unknown,
      @Query(validatedQuery(BatchQueryDto)) query: BatchQueryDto,
    ) {
      return this.batches.run(ctx, contracts, readBatch(body, query));
    }
  }

  return BatchController;
}

/** The route that writes many records of several types at once, which may refer to one another. */
export function mixedBatchController(types: readonly RecordType[]): Type {
  const contracts = batchContracts(types);

  @ApiTags('batch')
  @Controller('v1/batch')
  class MixedBatchController {
    constructor(private readonly batches: BatchRunner) {}

    @Post()
    @Operation({
      id: 'batch.run',
      summary: 'Write many records of several kinds',
      description: `${DESCRIPTION}
In place of an id, \`{"$ref": "row-1.id"}\` stands for the record that the operation with the key \`row-1\` writes: operations are done after those that they refer to, and fail when those fail.
Each operation needs the scope that it would need alone.`,
      scope: 'any',
      query: BatchQueryDto,
      accepts: contracts.accepts,
      returns: contracts.returns,
      writes: true,
      bodyLimitBytes: BODY_LIMIT_BYTES,
      cost: { perItem: 1, items: batchSize },
    })
    run(
      @Ctx() ctx: RequestContext,
      @Body() body: unknown,
      @Query(validatedQuery(BatchQueryDto)) query: BatchQueryDto,
    ) {
      return this.batches.run(ctx, contracts, readBatch(body, query));
    }
  }

  return MixedBatchController;
}
