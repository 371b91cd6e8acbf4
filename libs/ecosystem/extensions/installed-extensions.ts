import type { Installation } from '@access/installations';
import { RecentAnswers } from '@access/tokens';
import { AppChanges, type Extensions } from '@ecosystem/apps';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@platform/database';

/** An app that adds something to a workspace, and what it needs to be asked. */
export interface InstalledExtension {
  readonly installation_id: string;
  readonly app_id: string;
  readonly app_key: string | null;
  readonly app_name: string;
  readonly client_id: string;
  readonly extensions: Extensions;
  readonly field_access: Installation['field_access'];
  readonly unanswered_checks: Installation['unanswered_checks'];
  readonly signing_secret: string | null;
  readonly previous_signing_secret: string | null;
  readonly previous_signing_secret_expires_at: Date | null;
}

/** As with tokens: what changed elsewhere is known within this time. */
const KEPT_MS = 2000;
const MOST_KEPT = 10_000;

/** Knows what apps add to workspaces, from memory: writes ask every time. */
@Injectable()
export class InstalledExtensions implements OnModuleInit {
  private readonly recent = new RecentAnswers<readonly InstalledExtension[]>(KEPT_MS, MOST_KEPT);

  constructor(
    private readonly database: Database,
    private readonly changes: AppChanges,
  ) {}

  onModuleInit(): void {
    this.changes.onChange(() => this.recent.forget());
  }

  /** Those of the active apps of a workspace that may see deals, at most two seconds old. */
  of(workspaceId: string): Promise<readonly InstalledExtension[]> {
    return this.recent.get(workspaceId, new Date(), () =>
      this.database.sql<InstalledExtension>('installations.extensions', ACTIVE, [workspaceId]),
    );
  }
}

const ACTIVE = `
  SELECT i.id AS installation_id, i.app_key, i.app_name, i.field_access, i.unanswered_checks,
    apps.id AS app_id, apps.client_id, apps.signing_secret, apps.previous_signing_secret,
    apps.previous_signing_secret_expires_at, v.manifest -> 'extensions' AS extensions
  FROM installations AS i
  JOIN apps ON apps.id = i.app_id
  JOIN app_versions AS v ON v.app_id = i.app_id AND v.version = i.app_version
  WHERE i.workspace_id = $1 AND i.state = 'active' AND 'deals:read' = ANY (i.scopes) AND v.manifest ? 'extensions'
  ORDER BY i.id`;
