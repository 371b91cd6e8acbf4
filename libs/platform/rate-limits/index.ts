export { Budgets } from './budgets';
export { type Lease, type LeaseAsk, LeaseStore } from './lease-store';
export { PostgresLeaseStore } from './postgres-lease-store';
export { RateLimiter } from './rate-limiter';
export { RateLimitsModule } from './rate-limits.module';
export { RateLimitsUpkeepModule } from './rate-limits-upkeep.module';
export { RedisLeaseStore } from './redis-lease-store';
