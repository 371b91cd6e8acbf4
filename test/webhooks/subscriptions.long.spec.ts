import { FanOut } from '../../libs/ecosystem/webhooks/fan-out';
import { quantile } from '../faults/support/claim-in-turns';
import { EngineBench } from './support/engine-bench';
import { copyEndpoints, titleIs } from './support/many-endpoints';

const bench = new EngineBench();

it('500 events are fanned out within 50 ms in a workspace with 10,000 filters on them, p99', async () => {
  const { engine, process } = bench;
  const original = await engine.endpoint('https://example.com/hooks', { types: ['memo.created'] });
  const filter = titleIs("'Nobody' || n");
  await copyEndpoints(engine, original, { count: 10_000, types: ['note.updated'], filter });
  await engine.sql('ANALYZE webhook_endpoints');
  await engine.sql('ANALYZE lanes');
  const fanOut = new FanOut(process.database);
  const took: number[] = [];
  for (let round = 0; round <= 200; round += 1) {
    await engine.log(500, { type: 'note.updated' });
    const from = performance.now();
    await fanOut.step();
    // The first looks at the endpoints themselves.
    if (round > 0) took.push(performance.now() - from);
  }
  console.info(`p50 ${quantile(took, 0.5).toFixed(1)} ms, p99 ${quantile(took, 0.99).toFixed(1)} ms.`);
  expect(quantile(took, 0.99)).toBeLessThan(50);
}, 300_000);
