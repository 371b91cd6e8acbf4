import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { DIRECTORY_SCOPES } from './directory-value.record-type';

/** A value as people and records call it. */
export interface OutlinedValue {
  readonly directory: string;
  readonly key: string;
  readonly name: string;
}

/** Tells the values of all directories of a workspace at once. */
@Injectable()
export class DirectoryOutline {
  constructor(private readonly database: Database) {}

  /** Every value that records can be given, in order; none when the caller may not read directories. */
  async values({ workspaceId, principal }: RequestContext): Promise<OutlinedValue[]> {
    if (!principal.scopes.has(DIRECTORY_SCOPES.read.name)) return [];
    return this.database.sql<OutlinedValue>(
      'directory_values.outline',
      `SELECT directory, key, name FROM directory_values
       WHERE workspace_id = $1 AND deleted_at IS NULL ORDER BY directory, position, id`,
      [workspaceId],
    );
  }
}
