export { RateLimitsModule } from './rate-limits.module';
export { RateLimitsUpkeepModule } from './rate-limits-upkeep.module';
