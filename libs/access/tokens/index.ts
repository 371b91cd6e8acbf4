export type { AccessKey } from './access-key.entity';
export { AccessKeys, type NewAccessKey } from './access-keys';
export { TokensModule } from './tokens.module';
