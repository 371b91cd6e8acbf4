import { LogSignals, Sequencer } from '@platform/events';

import { FanOut } from '../../../libs/ecosystem/webhooks/fan-out';
import type { TestApi } from '../../support/test-api';

/** Brings what was written into the log and from there to the lanes, as the worker does. */
export async function relay({ app, database }: TestApi): Promise<void> {
  const sequencer = new Sequencer(database, app.get(LogSignals));
  const fanOut = new FanOut(database);
  while ((await sequencer.step()).taken > 0);
  while ((await fanOut.step()).hasMore);
}
