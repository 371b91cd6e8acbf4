export { addressBlock } from './address-block';
export { RateLimitsModule } from './rate-limits.module';
export { RateLimitsUpkeepModule } from './rate-limits-upkeep.module';
