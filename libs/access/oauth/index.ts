export { OAuthModule } from './oauth.module';
export { OidcRecords } from './oidc-records';
