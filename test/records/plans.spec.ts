import { TestApi } from '../support/test-api';
import { planTests } from './support/plan-cases';

describe('an index serves the list of', () => {
  planTests(() => TestApi.start(), { own: 6_000, others: { workspaces: 5, each: 3_500 } }, 120_000);
});
