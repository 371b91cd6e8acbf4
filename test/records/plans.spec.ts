import { TestApi } from '../support/test-api';
import { planTests } from './support/plan-cases';

describe('an index serves the list of', () => {
  planTests(() => TestApi.start(), { own: 12_500, others: { workspaces: 5, each: 7500 } }, 120_000);
});
