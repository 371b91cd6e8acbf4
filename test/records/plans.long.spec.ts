import { TestApi } from '../support/test-api';
import { planTests } from './support/plan-cases';

describe('among a million rows an index serves the list of', () => {
  planTests(() => TestApi.start(), { own: 500_000, others: { workspaces: 10, each: 50_000 } }, 1_800_000);
});
