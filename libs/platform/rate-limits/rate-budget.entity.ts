import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** What is left of a budget that processes share. */
@LocalTable('rate_budgets')
export class RateBudget {
  @PrimaryColumn('text') key: string;
  @Column('double precision') per_second: number;
  @Column('double precision') burst: number;
  @Column('double precision') tokens: number;
  /** What the last ask got. */
  @Column('double precision') granted: number;
  @Column('timestamptz') refilled_at: Date;
}
