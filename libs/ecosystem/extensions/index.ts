export { AppChecksModule, ExtensionsModule } from './extensions.module';
