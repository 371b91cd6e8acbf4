export { DealTotalsModule } from './deal-totals.module';
