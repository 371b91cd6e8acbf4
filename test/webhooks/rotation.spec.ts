import { EngineBench } from './support/engine-bench';
import { runRotations } from './support/rotation-run';

const bench = new EngineBench();

it('every attempt verifies with each secret that is in force, and with none that ended, while secrets are rotated', async () => {
  const outcome = await runRotations(bench, {
    perSecond: 50,
    seconds: 12,
    rotations: 5,
    // A second for settings that are kept, the rest for a machine with much to do between reading them and signing.
    knownWithinMs: 3000,
    seed: 48,
  });
  expect(outcome).toMatchObject({ unverifiable: [], signedByEnded: [] });
  expect(outcome.retries).toBeGreaterThan(100);
}, 120_000);
