// Not bundled: it takes as long as many others, and fills the gap where a worker is through before the others.
import { startWithWorker } from '../isolation/support/residents';
import type { TestApi } from '../support/test-api';
import { chosenSeed, type FuzzReport, fuzzAll, unexercised } from './support/fuzz-run';

let api: TestApi;
let report: FuzzReport;

beforeAll(async () => {
  api = await startWithWorker();
  report = await fuzzAll(api, { seed: chosenSeed(4242), validRuns: 3, brokenRuns: 6, patience: 60 });
}, 400_000);

afterAll(() => api.stop());

describe('every operation of the document', () => {
  it('answers generated requests, valid and broken, as the document says, and never with 5xx', () => {
    expect(report.failures.join('\n\n')).toBe('');
  });

  it('is reached by valid requests and refuses broken ones', () => {
    expect(unexercised(report)).toEqual([]);
    expect(report.exercised.length + report.failures.length).toBe(api.contract.operations.length);
  });
});
