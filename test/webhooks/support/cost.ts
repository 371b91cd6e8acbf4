import { type Database, Rollback } from '@platform/database';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** What a statement touched. */
export interface Cost {
  readonly name: string;
  readonly blocks: number;
  /** Tables that it read from one end to the other; empty ones, for which there is no shorter way, are none. */
  readonly scanned: readonly string[];
}

type Said = readonly [name: string, text: string, params: readonly unknown[]];

/** Runs `work` with a database that writes down its statements, undoes it, and tells what each of them costs where it runs. */
export async function costsOf(
  database: Database,
  work: (listened: Database) => Promise<unknown>,
): Promise<Cost[]> {
  const costs: Cost[] = [];
  await database.transaction(async (tx) => {
    const sql = async <Row>(...[name, text, params]: Said): Promise<Row[]> => {
      if (/^\s*(SELECT|WITH|UPDATE|INSERT|DELETE)/.test(text)) {
        await tx.sql('', 'SAVEPOINT before_the_plan');
        const [plan] = await tx.sql<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
          '',
          `/* test */ EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
          params,
        );
        await tx.sql('', 'ROLLBACK TO SAVEPOINT before_the_plan');
        const root = plan?.['QUERY PLAN'][0]?.Plan;
        if (root) costs.push({ name, ...touched(root) });
      }
      return tx.sql<Row>(name, text, params);
    };
    const listened = { sql, transaction: (inner: (one: unknown) => unknown) => inner({ ...tx, sql }) };
    await work(listened as unknown as Database);
    throw new Rollback(undefined);
  });
  return costs;
}

function touched(root: PlanNode): Pick<Cost, 'blocks' | 'scanned'> {
  const nodes = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
  const blocksOf = (node: PlanNode) => node['Shared Hit Blocks'] + node['Shared Read Blocks'];
  return {
    blocks: blocksOf(root),
    scanned: nodes(root).flatMap((node) =>
      node['Node Type'] === 'Seq Scan' && blocksOf(node) > 0 ? (node['Relation Name'] ?? []) : [],
    ),
  };
}
