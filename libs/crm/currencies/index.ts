export { type Valued, valueInBase } from './base-amounts';
export { CurrenciesModule } from './currencies.module';
export { dayOf } from './day-of';
export { exchangeRateType } from './exchange-rate.record-type';
export { type Worth, worthOf } from './worth';
