export { ConfigModule } from './config.module';
export { readDatabaseSettings, readLaunchSettings, readSettings, SettingError } from './read-settings';
export { Settings } from './settings';
