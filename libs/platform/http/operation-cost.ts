import type { OperationSpec } from './operation.decorator';

/** What an operation takes from the budgets of its caller. */
export type Cost = number | PerItemCost;

/** The cost of an operation that does many things at once. */
export interface PerItemCost {
  readonly perItem: number;
  /** How many items a body has; it was not checked yet. */
  readonly items: (body: unknown) => number;
}

/** The whole table: what is not declared otherwise costs this. */
const READ = 1;
const LIST = 3;
const WRITE = 5;

/** What a request takes that no operation has the address of. */
export const UNKNOWN_ADDRESS_COST = READ;

/** The declared cost of an operation, or that of its kind. Nobody pays for what is public. */
export function declaredCost({ cost, scope, writes, returns }: OperationSpec): Cost {
  if (cost !== undefined) return cost;
  if (scope === 'public') return 0;
  if (writes) return WRITE;
  return 'pageOf' in returns || 'pageOfAny' in returns || 'listOf' in returns ? LIST : READ;
}

/** What one request costs, in whole units. */
export function requestCost(operation: OperationSpec, body: unknown): number {
  const cost = declaredCost(operation);
  return typeof cost === 'number' ? cost : Math.ceil(Math.max(1, cost.items(body)) * cost.perItem);
}

/** The extension `x-cost` of the OpenAPI document: a number, or `{"per_item": number}`. */
export function documentedCost(operation: OperationSpec): number | { per_item: number } {
  const cost = declaredCost(operation);
  return typeof cost === 'number' ? cost : { per_item: cost.perItem };
}
