import { randomBytes } from 'node:crypto';

import { PasswordResets } from '@access/sign-in';
import { Users } from '@access/users';
import { WorkspaceService } from '@access/workspaces';
import { WorkspaceSetup } from '@ecosystem/workspace-setup';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '@platform/database';
import { RouteCatalog } from '@platform/http';

import type { CredentialsFile } from './credentials-file';

const ADMIN_EMAIL = 'admin@dealwright.example';

/** The page on which the admin of the demo workspace sets a password of their own, while it works. */
export async function setPasswordPath(
  app: NestFastifyApplication,
  file: CredentialsFile,
): Promise<string | null> {
  const path = file.read()?.set_password_path ?? null;
  return path !== null && (await app.get(PasswordResets, { strict: false }).isOpen(path)) ? path : null;
}

/** Makes the demo workspace on an empty database, and leaves its credentials in the file. */
export async function makeFirstWorkspace(
  app: NestFastifyApplication,
  file: CredentialsFile,
  baseUrl: string,
): Promise<void> {
  if (!(await app.get(WorkspaceService).isEmpty())) {
    // Killed between the commit and the last step of the file: the draft is what opens the stored workspace.
    if (!file.read()) file.publish();
    return;
  }
  const password = randomBytes(18).toString('base64url');
  const scopes = [...app.get(RouteCatalog).scopes().keys()];
  await app.get(Database).transaction(async (tx) => {
    const made = await app.get(WorkspaceSetup).create(
      tx,
      {
        name: 'Demo',
        locale: 'en',
        currency: 'EUR',
        time_zone: 'Europe/Paris',
        country: 'FR',
        admin: { email: ADMIN_EMAIL, name: 'Demo Admin', password },
        now: new Date(),
      },
      scopes,
    );
    const admin = await app.get(Users, { strict: false }).byEmail(ADMIN_EMAIL, tx);
    if (!admin) throw new Error('The first workspace was made without its admin.');
    file.prepare({
      base_url: baseUrl,
      ...made.credentials,
      admin_email: ADMIN_EMAIL,
      admin_password: password,
      set_password_path: await app.get(PasswordResets, { strict: false }).welcome(tx, admin),
    });
  });
  file.publish();
}
