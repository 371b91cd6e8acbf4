import { EngineBench } from './support/engine-bench';
import { runRotations } from './support/rotation-run';

const bench = new EngineBench();

it.each([481, 482])(
  'with 1,000 events a second for 30 s every attempt verifies while secrets are rotated, and one that ended signs nothing after a second (seed %d)',
  async (seed) => {
    const outcome = await runRotations(bench, {
      perSecond: 1000,
      seconds: 30,
      rotations: 12,
      knownWithinMs: 1000,
      seed,
    });
    console.info(`${outcome.attempts} attempts, ${outcome.retries} of them retries.`);
    expect(outcome).toMatchObject({ unverifiable: [], signedByEnded: [] });
    expect(outcome.retries).toBeGreaterThan(5000);
  },
  600_000,
);
