export type { App, FieldAccess, PublicJwks } from './app.entity';
export type { Installation } from './installation.entity';
export { Installations, type NewApp } from './installations';
export { InstallationsModule } from './installations.module';
export { OAuthClients, type TokenTarget } from './oauth-clients';
export { isOfNativeApp, redirectUriFaults } from './redirect-uris';
