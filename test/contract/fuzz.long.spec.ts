import { startWithWorker } from '../isolation/support/residents';
import type { TestApi } from '../support/test-api';
import { chosenSeed, type FuzzReport, fuzzAll } from './support/fuzz-run';

let api: TestApi;

beforeAll(async () => {
  api = await startWithWorker();
});

afterAll(() => api.stop());

describe('many generated requests', () => {
  it('are answered as the document says, and never with 5xx', async () => {
    const report: FuzzReport = await fuzzAll(api, {
      seed: chosenSeed(),
      validRuns: 150,
      brokenRuns: 400,
      patience: 0,
    });
    expect(report.failures.join('\n\n')).toBe('');
  }, 3_600_000);
});
