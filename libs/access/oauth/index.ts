export { checkMasterKey } from './check-master-key';
export { OAuthModule } from './oauth.module';
export { OAuthUpkeepModule } from './oauth-upkeep.module';
