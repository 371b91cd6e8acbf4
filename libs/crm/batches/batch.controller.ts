import type { RecordType } from '@crm/records';
import { Body, Controller, Post, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, type Scope, validatedQuery } from '@platform/http';

import { type BatchQuery, batchContracts, batchSize, readBatch } from './batch.dto';
import { BatchRunner } from './batch-runner';

const BODY_LIMIT_BYTES = 10 * 1024 * 1024;

const DESCRIPTION = `Up to 1,000 operations and 10 MB. Each is checked, stored and told of as if it had come alone, in their order.
Without \`atomic\` the answer is 200 and each result says what became of its operation; with it, one problem makes the whole batch a 422 that names every problem.
Creations that ask nothing of one another may be stored 500 at a time, all at once: a crash in the middle can leave some of them stored, and the same request with the same Idempotency-Key does the rest.`;

/** The route that writes many records of one type at once. */
export const batchController = (type: RecordType): Type =>
  controllerOf([type], {
    path: `v1/${type.plural}/batch`,
    tag: type.plural,
    id: `${type.plural}.batch`,
    summary: `Write many ${type.words.many}`,
    description: DESCRIPTION,
    scope: type.scopes.write,
  });

/** The route that writes many records of several types at once, which may refer to one another. */
export const mixedBatchController = (types: readonly RecordType[]): Type =>
  controllerOf(types, {
    path: 'v1/batch',
    tag: 'batch',
    id: 'batch.run',
    summary: 'Write many records of several kinds',
    description: `${DESCRIPTION}
In place of an id, \`{"$ref": "row-1.id"}\` stands for the record that the operation with the key \`row-1\` writes: operations are done after those that they refer to, and fail when those fail.
Each operation needs the scope that it would need alone.`,
    scope: 'any',
  });

interface BatchRoute {
  readonly path: string;
  readonly tag: string;
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: Scope | 'any';
}

function controllerOf(types: readonly RecordType[], { path, tag, ...operation }: BatchRoute): Type {
  const contracts = batchContracts(types);

  @ApiTags(tag)
  @Controller(path)
  class BatchController {
    constructor(private readonly batches: BatchRunner) {}

    @Post()
    @Operation({
      ...operation,
      query: contracts.query,
      accepts: contracts.accepts,
      returns: contracts.returns,
      writes: true,
      bodyLimitBytes: BODY_LIMIT_BYTES,
      cost: { perItem: 0.5, items: batchSize },
    })
    run(
      @Ctx() ctx: RequestContext,
      @Body() body: unknown,
      @Query(validatedQuery(contracts.query)) query: BatchQuery,
    ) {
      return this.batches.run(ctx, contracts, readBatch(body, query));
    }
  }

  return BatchController;
}
