import { newUuid } from '@platform/ids';

import type { TestApp } from '../../events/support/test-app';
import { write } from '../../events/support/test-events';
import { until } from '../../events/support/until';
import type { Engine } from './engine';
import { failingRandomly } from './random-failures';
import type { Receiver } from './receiver';

/**
 * Writes versions of records to an ordered endpoint whose receiver fails at random, while three workers deliver and the
 * oldest is killed and replaced again and again. Answers the sequences of each record in the order in which they were
 * first accepted.
 */
export async function runInOrder(
  process: TestApp,
  engine: Engine,
  {
    receiver,
    records,
    versions,
    withinMs,
  }: { receiver: Receiver; records: number; versions: number; withinMs: number },
): Promise<{ hook: string; sequences: number[][] }> {
  const hook = await engine.endpoint(`${receiver.url}/order`, { ordering: 'record' });
  const ids = Array.from({ length: records }, () => newUuid());
  const accepted = failingRandomly(receiver, 0.25);
  const start = () => {
    const dispatcher = engine.dispatcher({ leaseMs: 800, schedule: () => 5 });
    dispatcher.start();
    return dispatcher;
  };
  const dispatchers = [start(), start(), start()];
  const relay = engine.startRelay(() => {
    for (const dispatcher of dispatchers) dispatcher.wake();
  });
  try {
    for (let version = 1; version <= versions; version += 1) {
      for (const objectId of ids) await write(process, engine.workspace, { objectId, version });
      await dispatchers.shift()?.abandon();
      dispatchers.push(start());
    }
    const isDone = async () => (await engine.count('delivery_log', hook)) === records * versions;
    await until(isDone, { withinMs });
  } finally {
    await relay.stop();
    for (const dispatcher of dispatchers) await dispatcher.stop();
  }
  return {
    hook,
    sequences: ids.map((id) => accepted.filter((one) => one.id === id).map(({ sequence }) => sequence)),
  };
}
