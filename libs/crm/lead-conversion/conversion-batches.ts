import { type ItemResult, ResultList, refusedBatch } from '@crm/batches';
import { leadType } from '@crm/leads';
import { lockRecords, OutsideChecks, type Refusals } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import { ProblemError, type RequestContext, validatedBody } from '@platform/http';
import { toUuid } from '@platform/ids';

import { ConversionItemDto, type ConversionItemInput } from './conversion.dto';
import { type Plan, partsOf, readPlan, requireScopes } from './conversion-plan';
import { CONVERTED_TYPES, writtenBy } from './lead-conversions';
import { type Conversion, LeadConverter, PLACES } from './lead-converter';

/** Many conversions in one request; what is wrong with single ones is not known yet. */
export interface ConversionBatch {
  readonly atomic: boolean;
  readonly items: readonly unknown[];
}

/** What became of them, as callers read it. */
export interface ConversionBatchAnswer {
  readonly results: readonly ItemResult[];
  readonly summary: Readonly<Record<string, number>>;
}

interface ReadItem {
  readonly at: number;
  readonly pointer: string;
  readonly id: string;
  readonly plan: Plan;
}

interface Run {
  readonly ctx: RequestContext;
  readonly tx: Transaction;
  readonly refused: Refusals;
  readonly results: ResultList;
}

const LIST = 'conversions';

/** Converts many leads in one transaction, each for itself or all of them or none. */
@Injectable()
export class ConversionBatches {
  constructor(
    private readonly writes: OutsideChecks,
    private readonly converter: LeadConverter,
    private readonly settings: Settings,
  ) {}

  /** Answers with a result for each; 422 with every problem when the batch is atomic and one of them fails. */
  run(ctx: RequestContext, { atomic, items }: ConversionBatch): Promise<ConversionBatchAnswer> {
    const { publicUrl } = this.settings;
    return this.writes.run<ConversionBatchAnswer>(ctx, {
      types: CONVERTED_TYPES,
      written: ({ results }) =>
        results.flatMap(({ conversion }, at) =>
          conversion ? writtenBy(conversion as Conversion, at * PLACES) : [],
        ),
      work: async (tx, refused) => {
        const results = new ResultList(items, { publicUrl, requestId: ctx.requestId, full: false });
        await this.each({ ctx, tx, refused, results }, items);
        const failed = results.problems();
        if (atomic && failed.length > 0) throw refusedBatch(failed, LIST);
        return results.finish().answer;
      },
    });
  }

  /** One after the other, the leads of all locked first: two batches with the same leads wait for each other only once. */
  private async each(run: Run, items: readonly unknown[]): Promise<void> {
    const { ctx, tx, refused, results } = run;
    const known = read(run, items);
    await lockRecords(tx, ctx, leadType, [...new Set(known.map(({ id }) => id))]);
    for (const { at, ...item } of known) {
      await tx.sql('conversions.savepoint', 'SAVEPOINT conversion');
      try {
        const conversion = await this.converter.convert(ctx, { ...item, refused, at: at * PLACES }, tx);
        await tx.sql('conversions.release', 'RELEASE SAVEPOINT conversion');
        results.put(at, { status: 200, id: conversion.lead.id, result: 'converted', conversion });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        await tx.sql('conversions.rollback', 'ROLLBACK TO SAVEPOINT conversion');
        results.fail(at, error);
      }
    }
  }
}

function read({ ctx, results }: Run, items: readonly unknown[]): ReadItem[] {
  return items.flatMap((raw, at): ReadItem[] => {
    const pointer = `/${LIST}/${at}`;
    try {
      const input = validatedBody(ConversionItemDto, raw, pointer) as ConversionItemInput;
      const plan = readPlan(input, pointer);
      requireScopes(ctx, partsOf(plan), 'write');
      return [{ at, pointer, id: toUuid('lead', input.id) ?? '', plan }];
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      results.fail(at, error);
      return [];
    }
  });
}
