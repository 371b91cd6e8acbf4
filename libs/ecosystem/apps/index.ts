export { AppUpkeep } from './app-upkeep';
export { AppUpkeepModule } from './app-upkeep.module';
export { AppsModule } from './apps.module';
