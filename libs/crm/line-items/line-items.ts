import {
  type Columns,
  creation,
  type Draft,
  deletion,
  holdParent,
  isHidden,
  OutsideChecks,
  patch,
  type RecordView,
  RecordWriter,
  refusal,
  writtenViews,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { type Fault, fieldNames, type RequestContext, unprocessable } from '@platform/http';
import { toUuid } from '@platform/ids';

import { CreateLineItemDto, type LineItemEntryDto, type ReplaceLineItemsDto } from './line-item.dto';
import type { LineItem } from './line-item.entity';
import { lineItemType } from './line-item.record-type';

/** Sets the lines of a deal as a whole. */
@Injectable()
export class LineItems {
  constructor(
    private readonly writer: RecordWriter,
    private readonly checks: OutsideChecks,
  ) {}

  /**
   * Makes the lines of a deal those that are given, in their order: all of it or nothing. Problems: 404 for the deal, 422 for
   * what is wrong with any line.
   */
  replace(ctx: RequestContext, dealId: string, wanted: ReplaceLineItemsDto): Promise<RecordView[]> {
    return this.checks.run(ctx, {
      types: [lineItemType],
      written: (views) => views.map((view, at) => ({ at, type: lineItemType, view })),
      work: async (tx, refused) => {
        await holdParent(tx, ctx, lineItemType, dealId);
        const known = await linesOf(tx, ctx, dealId);
        const drafts = draftsOf(ctx, dealId, wanted, known);
        const [first] = refused;
        if (first) throw refusal(drafts.wanted[first[0]] ?? {}, first[1]);
        const outcomes = await this.writer.write(ctx, lineItemType, [...drafts.gone, ...drafts.wanted], tx);
        return writtenViews(outcomes).slice(drafts.gone.length);
      },
    });
  }
}

const linesOf = async (tx: Transaction, ctx: RequestContext, dealId: string): Promise<ReadonlySet<string>> =>
  new Set(
    (await tx.sql<{ id: string }>('line_items.of_deal', OF_DEAL, [ctx.workspaceId, dealId])).map(
      ({ id }) => id,
    ),
  );

const OF_DEAL =
  'SELECT id FROM line_items WHERE workspace_id = $1 AND deal_id = $2 AND deleted_at IS NULL ORDER BY id';

/** A line that is kept says nothing of before: what is left out is as in a new line. */
const NOTHING_SAID = Object.fromEntries(fieldNames(CreateLineItemDto).map((name) => [name, null]));

/** But what the caller does not see stays as it is. */
const nothingSaid = (ctx: RequestContext): Columns =>
  Object.fromEntries(
    Object.entries(NOTHING_SAID).filter(([name]) => !isHidden(ctx, lineItemType.name, name)),
  );

function draftsOf(
  ctx: RequestContext,
  dealId: string,
  { line_items, currency }: ReplaceLineItemsDto,
  known: ReadonlySet<string>,
): { gone: Draft<LineItem>[]; wanted: Draft<LineItem>[] } {
  const ids = line_items.map(({ id }) => (id ? toUuid('line_item', id) : null));
  refuseWrongIds(ids, known);
  const wanted = line_items.map((entry, at): Draft<LineItem> => {
    const { id: _, ...said } = { position: (at + 1) * 10, ...entry } as LineItemEntryDto;
    const line = { input: { ...nothingSaid(ctx), ...said }, pointer: `/line_items/${at}` };
    const id = ids[at];
    const columns: Columns = { deal_id: dealId, ...(currency && { currency }) };
    if (!id) return creation(ctx, line, columns);
    const change = patch(ctx, line);
    return {
      ...change,
      id,
      parentId: dealId,
      edit: (row, action, means) => change.edit(Object.assign(row, columns), action, means),
    };
  });
  const kept = new Set(ids);
  const gone = [...known]
    .filter((id) => !kept.has(id))
    .map((id) => ({ ...deletion(ctx), id, parentId: dealId }));
  return { gone, wanted };
}

function refuseWrongIds(ids: readonly (string | null)[], known: ReadonlySet<string>): void {
  const faults = ids.flatMap((id, at): Fault[] => {
    const pointer = `/line_items/${at}/id`;
    if (id === null) return [];
    if (!known.has(id))
      return [{ pointer, code: 'unknown_reference', detail: 'The deal has no such line item' }];
    if (ids.indexOf(id) === at) return [];
    return [{ pointer, code: 'duplicate', detail: 'Name each line once' }];
  });
  if (faults.length > 0) throw unprocessable(faults);
}
