export { DemoData } from './demo-data';
export { type WorkspaceCredentials, WorkspaceSetup } from './workspace-setup';
export { WorkspaceSetupModule } from './workspace-setup.module';
