import { readRows, rulesInUse, toldMatches } from '@crm/duplicates';
import { type MatchedObject, matchesOf, Subject } from '@crm/matching';
import { RecordReader, recordTypeOf, requireScope, seenType } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { storedIdOf } from './cluster-fields';
import type { DuplicatePairDto } from './duplicate-cluster.dto';
import { duplicateClusterType } from './duplicate-cluster.record-type';
import { dismissedAmong, nameOfPair, type PairIds, pairsTouching } from './stored-pairs';

/** How many pairs of a cluster are told. */
export const MOST_PAIRS_TOLD = 500;

/** Explains why the records of a cluster may be the same. */
@Injectable()
export class ClusterPairs {
  constructor(
    private readonly database: Database,
    private readonly reader: RecordReader,
  ) {}

  /** Its pairs, the most likely first, compared as they are now. Problems: 403 without the scope to read the records, 404. */
  async of(ctx: RequestContext, id: string): Promise<DuplicatePairDto[]> {
    const cluster = await this.reader.get(ctx, duplicateClusterType, id);
    const object = cluster.object as MatchedObject;
    const type = recordTypeOf(object);
    if (!type) throw new Error(`This process does not know records of the kind "${object}".`);
    requireScope(ctx, type.scopes.read.name);
    const ids = (cluster.record_ids as string[]).flatMap((one) => storedIdOf(one) ?? []);
    const of = { workspaceId: ctx.workspaceId, object };
    const dismissed = await dismissedAmong(this.database, of, ids);
    const within = new Set(ids);
    const stored = (await pairsTouching(this.database, of, ids)).filter(
      ({ low_id, high_id }) => within.has(low_id) && within.has(high_id),
    );
    const rules = await rulesInUse(this.database, ctx.workspaceId, object);
    const search = { workspaceId: ctx.workspaceId, type: await seenType(this.database, ctx, type), rules };
    const rows = await readRows(this.database, search, ids);
    const subjects = new Map(rows.map((row) => [row.id, new Subject(object, row)]));
    const isDismissed = new Set(dismissed.map(nameOfPair));
    const pairs = new Map(
      [...stored, ...dismissed].map((pair): [string, PairIds] => [nameOfPair(pair), pair]),
    );
    const told = [...pairs.values()].flatMap(({ low_id, high_id }): DuplicatePairDto[] => {
      const [one, other] = [subjects.get(low_id), subjects.get(high_id)];
      if (!one || !other) return [];
      const matches = matchesOf(rules, one, other);
      return [
        {
          record_id: toTypeId(object, low_id),
          other_id: toTypeId(object, high_id),
          score: matches[0]?.score ?? 0,
          is_dismissed: isDismissed.has(nameOfPair({ low_id, high_id })),
          matches: toldMatches(matches),
        },
      ];
    });
    return told.toSorted((a, b) => b.score - a.score).slice(0, MOST_PAIRS_TOLD);
  }
}
