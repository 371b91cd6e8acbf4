export { ConfigModule } from './config.module';
export { readLaunchSettings, readSettings, SettingError } from './read-settings';
export { Settings } from './settings';
