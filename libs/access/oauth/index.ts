export { checkMasterKey } from './check-master-key';
export { ContextTokens, type Placement } from './context-tokens';
export { OAuthModule } from './oauth.module';
export { OAuthUpkeepModule } from './oauth-upkeep.module';
export { SigningKeys } from './signing-keys';
