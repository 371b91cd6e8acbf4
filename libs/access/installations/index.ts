export type { App, AuthMethod, PublicJwks } from './app.entity';
export type { Installation } from './installation.entity';
export { type InstallationSummary, Installations, type NewApp } from './installations';
export { InstallationsModule } from './installations.module';
export { OAuthClients, type TokenTarget } from './oauth-clients';
