import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { conflict, type RequestContext } from '@platform/http';
import { type ClaimedItem, ItemKeys } from '@platform/writes';

import type { ItemResult, ResultList } from './batch-answer';
import type { BatchItem } from './batch-item';

interface Run {
  readonly ctx: RequestContext;
  readonly tx: Transaction;
  readonly results: ResultList;
}

interface Named {
  readonly item: BatchItem;
  readonly key: string;
  readonly fingerprint: Buffer;
}

/** Answers operations that were done before under the same idempotency_key, and remembers those that are done now. */
@Injectable()
export class ItemAnswers {
  constructor(private readonly keys: ItemKeys) {}

  /** Fills in what is known already; call `keep` when the others are done. */
  async recall({ ctx, tx, results }: Run, items: readonly BatchItem[]): Promise<{ keep(): Promise<void> }> {
    const named = items.flatMap((item): Named[] => {
      const { idempotency_key: key } = item.input;
      return key === undefined ? [] : [{ item, key, fingerprint: fingerprintOf(item) }];
    });
    const first = firstOfEach(named, results);
    const claimed = await this.keys.claim(tx, ctx, first);
    for (const { item, key } of first) fillIn(results, item.at, claimed.get(key));
    return {
      keep: async () => {
        const own = first.flatMap(({ item, key }) => {
          const claim = claimed.get(key);
          const result = results.at(item.at);
          return claim && 'id' in claim && result ? [{ id: claim.id, result }] : [];
        });
        const done = own.filter(({ result }) => result.problem === undefined);
        const failed = own.filter(({ result }) => result.problem !== undefined);
        await this.keys.store(
          tx,
          ctx,
          done.map(({ id, result }) => [id, withoutLabel(result)] as const),
        );
        await this.keys.release(
          tx,
          ctx,
          failed.map(({ id }) => id),
        );
      },
    };
  }
}

function fillIn(results: ResultList, at: number, claim: ClaimedItem | undefined): void {
  if (!claim || 'id' in claim) return;
  if ('problem' in claim) results.fail(at, claim.problem);
  else results.put(at, { ...(claim.answer as ItemResult), replayed: true });
}

/** One operation for each key; another one of the same request with the same key is a mistake. */
function firstOfEach(named: readonly Named[], results: ResultList): Named[] {
  const first = new Map<string, Named>();
  for (const one of named) {
    if (!first.has(one.key)) first.set(one.key, one);
    else {
      results.fail(
        one.item.at,
        conflict(
          'duplicate_idempotency_key',
          'Another operation of this batch has the same idempotency_key.',
        ),
      );
    }
  }
  return [...first.values()];
}

/** What the operation asks for; its label may differ from one request to the next. */
function fingerprintOf({ type, input }: BatchItem): Buffer {
  const { key: _, idempotency_key: __, ...asked } = input;
  return createHash('sha256')
    .update(`${type.name} ${JSON.stringify(asked)}`)
    .digest();
}

const withoutLabel = ({ key: _, ...result }: ItemResult): ItemResult => result;
