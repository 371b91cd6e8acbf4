export { OAuthModule } from './oauth.module';
export { OAuthUpkeepModule } from './oauth-upkeep.module';
