export { ConfigModule } from './config.module';
export { readDatabaseSettings, readLaunchSettings, readSettings } from './read-settings';
export { type Pace, type RateLimitSettings, Settings, type SignInProviderSettings } from './settings';
