export {
  App,
  type AuthMethod,
  type FieldAccess,
  type PublicJwks,
  REVIEW_STATES,
  type ReviewState,
} from './app.entity';
export { appsManage, appsRead, appsRequest } from './app-scopes';
export { AppVersion } from './app-version.entity';
export { AppActorDto, InstallationDto, UNANSWERED_CHECKS } from './installation.dto';
export {
  type GrantedFields,
  INSTALLATION_STATES,
  Installation,
  type InstallationState,
  type UnansweredChecks,
} from './installation.entity';
export { type InstallationFarewell, InstallationFarewells } from './installation-farewells';
export { appEvents, INSTALLATIONS, installationsTelling, installationView } from './installation-kind';
export { followInstallation } from './installation-lookups';
export { Installations, type NewApp } from './installations';
export { InstallationsModule } from './installations.module';
export { newInstallation } from './new-installation';
export { type Client, OAuthClients, type TokenTarget } from './oauth-clients';
export { isOfNativeApp, redirectUriFaults } from './redirect-uris';
