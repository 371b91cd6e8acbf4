import type { Sql } from '@platform/database';

import type { SortKey } from './sort';

/** A statement in the making. */
export class Query {
  private readonly params: unknown[];
  private readonly joins: string[] = [];
  private readonly conditions = ['t.workspace_id = $1'];

  constructor(
    private readonly table: string,
    workspaceId: string,
    private readonly isPlain: boolean,
  ) {
    this.params = [workspaceId];
  }

  readonly bind = (value: unknown): string => `$${this.params.push(value)}`;

  join(table: string): void {
    this.joins.push(table);
  }

  and(condition: string): void {
    this.conditions.push(condition);
  }

  /** Lists without a filter by one field are few texts, planned once; all others are planned for their values. */
  run<Result>(sql: Sql, text: (from: string) => string, sort: readonly SortKey[]): Promise<Result[]> {
    const from = [`FROM ${this.table} AS t`, ...this.joins].join(' ');
    const whole = text(`${from} WHERE ${this.conditions.join(' AND ')}`);
    const name =
      this.isPlain && sort.length === 1 && this.joins.length === 0 ? statementName(this.table, whole) : '';
    return sql.sql<Result>(name, whole, this.params);
  }
}

const names = new Map<string, string>();

/** A short name per text. */
function statementName(table: string, text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = `${table}.page.${names.size}`;
  names.set(text, name);
  return name;
}
