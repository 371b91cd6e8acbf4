import type { App } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { KeyStore } from '@platform/secrets';

/** The signing secrets of an app, opened. */
export interface OpenedSecrets {
  readonly secret: string;
  readonly previous: string | null;
  readonly previousExpiresAt: Date | null;
}

type Sealed = Pick<
  App,
  'id' | 'signing_secret' | 'previous_signing_secret' | 'previous_signing_secret_expires_at'
>;

/** Seals the secrets that sign what is sent to apps, each to its own row, and opens them again. */
@Injectable()
export class AppSecrets {
  constructor(private readonly keys: KeyStore) {}

  seal(appId: string, secret: string): string {
    return this.keys.seal(secret, context(appId));
  }

  /** The secret of an app, and the one before with its end; null for an app without a manifest. */
  open(app: Sealed): OpenedSecrets | null {
    if (app.signing_secret === null) return null;
    return {
      secret: this.keys.openText(app.signing_secret, context(app.id)),
      previous:
        app.previous_signing_secret && this.keys.openText(app.previous_signing_secret, context(app.id)),
      previousExpiresAt: app.previous_signing_secret_expires_at,
    };
  }

  /** Those that sign now: the current one, and the one before while their overlap lasts. */
  inForce(app: Sealed, now: Date): string[] {
    const opened = this.open(app);
    if (!opened) return [];
    const { secret, previous, previousExpiresAt } = opened;
    return previous && previousExpiresAt && previousExpiresAt > now ? [secret, previous] : [secret];
  }
}

const context = (appId: string) => ({ workspaceId: null, purpose: 'app.signing-secret', row: appId });
