export { AccessKeys } from './access-keys';
export { TokensModule } from './tokens.module';
