import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

/** What a currency is worth in the base currency, from a day on. */
@WorkspaceTable('exchange_rates')
export class ExchangeRate extends RecordRow {
  @Column('text') currency: string;
  @Column('text') base_currency: string;
  @Column('date') day: string;
  @Column('numeric') rate: string;
}
