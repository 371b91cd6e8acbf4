export { AccessKeys } from './access-keys';
export { CurrentRightsModule } from './current-rights.module';
export { TokensModule } from './tokens.module';
