import { valueInBase } from '@crm/currencies';
import { matchKeysOf, repeatsOf } from '@crm/duplicates';
import { KnownStages, placeInPipeline, reportMissing, type StageInfo } from '@crm/pipelines';
import { LINKED_THINGS } from '@crm/record-links';
import { checkListed, defineRecordType, type Edit } from '@crm/records';
import { keepStageHistory } from '@crm/stage-history';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { amountRules } from './amount-mode';
import { CreateDealDto, DealDto, UpdateDealDto } from './deal.dto';
import { Deal } from './deal.entity';
import { dealLost, dealStageChanged, dealWon } from './deal.events';
import { DEAL_CONTACTS } from './deal-contacts';

export const dealType = defineRecordType<Deal>({
  name: 'deal',
  plural: 'deals',
  words: { one: 'a deal', many: 'deals' },
  row: Deal,
  create: CreateDealDto,
  update: UpdateDealDto,
  view: DealDto,
  governed: 'itself',
  lookups: [matchKeysOf('deal')],
  repeats: repeatsOf('deal', DealDto),
  tells: { amount_base: ['amount'] },
  reverse: LINKED_THINGS,
  sorts: {
    title: { column: 'title', text: true },
    amount: { column: 'amount', nullable: true },
    amount_base: { column: 'amount_base', nullable: true },
    expected_close_on: { column: 'expected_close_on', nullable: true },
  },
  rules: dealRules,
  stored: keepStageHistory('deal'),
  moreEvents: [
    {
      event: dealStageChanged,
      happened: (before, after) => before !== null && before.stage_id !== after.stage_id,
    },
    { event: dealWon, happened: (before, after) => after.won_at !== null && !before?.won_at },
    { event: dealLost, happened: (before, after) => after.lost_at !== null && !before?.lost_at },
  ],
});

async function dealRules(edits: readonly Edit<Deal>[], ctx: RequestContext, tx: Transaction): Promise<void> {
  const stages = new KnownStages('deal', ctx, tx);
  await placeInPipeline(stages, edits);
  for (const edit of edits) {
    const isMoved = edit.changes('stage_id');
    if (isMoved || lacksProbability(edit))
      followStage(edit, isMoved, (await stages.byId()).get(edit.row.stage_id));
    datesInOrder(edit);
  }
  await amountRules(edits, ctx, tx);
  await valueInBase(edits, ctx, tx, ({ won_at, lost_at }) => won_at ?? lost_at);
  await checkListed(edits, DEAL_CONTACTS, ctx, tx);
  await reportMissing(stages, edits);
}

/**
 * A deal that comes to a stage takes its probability, and is won, lost or open as the stage is. One that is restored where
 * another stage stands for its own is as closed as it was.
 */
function followStage(edit: Edit<Deal>, isMoved: boolean, stage: StageInfo | undefined): void {
  if (!stage) return;
  if (isMoved) closeBy(stage.group, edit);
  const isAsBefore = edit.action === 'restore' && stage.group !== 'open';
  if (isMoved && !isAsBefore && !edit.given.has('probability')) edit.row.probability = stage.probability;
  edit.fill('probability', stage.probability);
}

/** Emptied by the caller: it is the stage's again, also when the deal stays where it is. */
const lacksProbability = (edit: Edit<Deal>): boolean => (edit.row.probability as number | null) === null;

/** A deal that is not lost any more has no reason for it either, unless one is given. */
function closeBy(group: string, { row, given }: Edit<Deal>): void {
  if (row.lost_at && group !== 'lost' && !given.has('lost_reason')) row.lost_reason = null;
  row.won_at = group === 'won' ? (row.won_at ?? row.stage_changed_at) : null;
  row.lost_at = group === 'lost' ? (row.lost_at ?? row.stage_changed_at) : null;
}

function datesInOrder(edit: Edit<Deal>): void {
  const { begins_on, expected_close_on } = edit.row;
  if (begins_on === null || expected_close_on === null || begins_on <= expected_close_on) return;
  if (!edit.changes('begins_on') && !edit.changes('expected_close_on')) return;
  edit.fault('/expected_close_on', 'before_begin', 'The deal cannot close before it begins');
}
