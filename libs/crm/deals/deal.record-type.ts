import { placeInPipeline, stagesOf } from '@crm/pipelines';
import { checkListed, defineRecordType, type Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

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
  sorts: {
    title: { column: 'title', text: true },
    amount: { column: 'amount', nullable: true },
    expected_close_on: { column: 'expected_close_on', nullable: true },
  },
  rules: dealRules,
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
  const placed = await placeInPipeline('deal', edits, ctx, tx);
  const isKnown = placed.size > 0 || !edits.some(lacksProbability);
  const stages = isKnown ? placed : await stagesOf('deal', ctx, tx);
  for (const edit of edits) {
    const stage = stages.get(edit.row.stage_id);
    if (stage && edit.changes('stage_id')) closeBy(stage.group, edit.row, ctx.now);
    if (stage) {
      if (edit.changes('stage_id') && !edit.given.has('probability'))
        edit.row.probability = stage.probability;
      edit.fill('probability', stage.probability);
    }
    datesInOrder(edit);
  }
  await checkListed(edits, DEAL_CONTACTS, ctx, tx);
}

/** Emptied by the caller: it is the stage's again, also when the deal stays where it is. */
const lacksProbability = (edit: Edit<Deal>): boolean => (edit.row.probability as number | null) === null;

/** The stage decides whether a deal is won, lost or open. */
function closeBy(group: string, deal: Deal, now: Date): void {
  deal.won_at = group === 'won' ? (deal.won_at ?? now) : null;
  deal.lost_at = group === 'lost' ? (deal.lost_at ?? now) : null;
}

function datesInOrder(edit: Edit<Deal>): void {
  const { begins_on, expected_close_on } = edit.row;
  if (begins_on === null || expected_close_on === null || begins_on <= expected_close_on) return;
  if (!edit.changes('begins_on') && !edit.changes('expected_close_on')) return;
  edit.fault('/expected_close_on', 'before_begin', 'The deal cannot close before it begins');
}
