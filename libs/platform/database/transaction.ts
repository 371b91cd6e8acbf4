import type { EntityManager } from 'typeorm';

/** Rows of a prepared statement. */
export interface Sql {
  /**
   * Runs one statement under a name, so that the server parses and plans it once per connection.
   * A name always stands for the same text.
   */
  sql<Row>(name: string, text: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** What one unit of work can do: read and write rows, and run code once the rows are safely stored. */
export interface Transaction extends Sql {
  readonly rows: EntityManager;
  /**
   * Feeds pieces to a `COPY … FROM STDIN`, as fast as the server takes them. Does some of the work of `meanwhile` at a time
   * while the server is busy, until that answers false.
   */
  copy(text: string, pieces: Iterable<Buffer>, meanwhile: () => boolean): Promise<void>;
  /** Lets each statement of `work` take so long at most: the server stops one that does, which throws a `StatementTimeout`. */
  within<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result>;
  afterCommit(task: () => void): void;
}
