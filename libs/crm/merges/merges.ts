import { OutsideChecks, type RecordType, recordTypeOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { type RequestContext, unprocessable } from '@platform/http';

import { type MergeInput, readMerge, requireMergeScopes } from './merge-request';
import { type MergedView, mergedView, type UnmergedView, unmergedView } from './merge-view';
import { Merger } from './merger';
import { Unmerger } from './unmerger';

/** Every kind of record that can be merged. */
const MERGED = ['lead', 'contact', 'company', 'deal'] as const;

/** Merges and their undoing as customers ask for them: once per Idempotency-Key, reviewed by apps, or only tried. */
@Injectable()
export class Merges {
  constructor(
    private readonly writes: OutsideChecks,
    private readonly merger: Merger,
    private readonly unmerger: Unmerger,
  ) {}

  /** Merges records of a kind; `ifMatch` is the version of the survivor that the caller has read. */
  merge(ctx: RequestContext, type: RecordType, input: MergeInput, ifMatch?: string): Promise<MergedView> {
    requireMergeScopes(ctx, type);
    const request = readMerge(type, input);
    return this.writes.run<MergedView>(ctx, {
      types: [type],
      written: ({ record }) => [{ at: 0, type, view: record }],
      work: async (tx, refused) =>
        mergedView(tx, ctx, await this.merger.merge(ctx, { ...request, ifMatch, refused }, tx)),
    });
  }

  /** Undoes a merge, by its stored id. */
  undo(ctx: RequestContext, id: string): Promise<UnmergedView> {
    const types = MERGED.flatMap((kind) => recordTypeOf(kind) ?? []);
    return this.writes.run<UnmergedView>(ctx, {
      types,
      written: ({ object, record, restored }) => {
        const type = recordTypeOf(object);
        return type ? [record, ...restored].map((view, at) => ({ at, type, view })) : [];
      },
      work: async (tx, refused) => {
        const faults = [...refused.values()].flat();
        if (faults.length > 0) throw unprocessable(faults);
        return unmergedView(tx, ctx, await this.unmerger.undo(ctx, id, tx));
      },
    });
  }
}
