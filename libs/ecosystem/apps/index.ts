export { AppChanges } from './app-changes';
export { AppLifecycleModule } from './app-lifecycle.module';
export { AppSecrets } from './app-secrets';
export { AppUpkeep } from './app-upkeep';
export { AppUpkeepModule } from './app-upkeep.module';
export { AppsModule } from './apps.module';
export { mayRead } from './manifest/field-access';
export type { Extensions } from './manifest/manifest';
export { faultFinder } from './manifest/schema-faults';
