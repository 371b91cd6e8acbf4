import { defineEvent } from '@platform/events';

import { DealDto } from './deal.dto';

const event = (verb: string, summary: string) =>
  defineEvent({
    type: `deal.${verb}`,
    summary,
    object: 'deal',
    payload: DealDto,
    scope: { name: 'deals:read', allows: 'read deals' },
  });

export const dealStageChanged = event('stage_changed', 'A deal came to another stage.');
export const dealWon = event('won', 'A deal was won.');
export const dealLost = event('lost', 'A deal was lost.');
