import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

/** What of one kind ends with an installation. */
export interface InstallationFarewell {
  /** The kind of thing, as the preview of an uninstallation names it. */
  readonly kind: string;
  /** How many there are. */
  count(sql: Sql, ctx: RequestContext, installationId: string): Promise<number>;
  /** Ends them, in the transaction in which the app goes. */
  end(tx: Transaction, ctx: RequestContext, installationId: string): Promise<void>;
}

/** Knows all that has to end when an app is uninstalled. */
@Injectable()
export class InstallationFarewells {
  private readonly farewells: InstallationFarewell[] = [];

  add(farewell: InstallationFarewell): void {
    this.farewells.push(farewell);
  }

  /** How many things of each kind would end. */
  async counts(sql: Sql, ctx: RequestContext, installationId: string): Promise<Map<string, number>> {
    const counted = new Map<string, number>();
    for (const farewell of this.farewells)
      counted.set(farewell.kind, await farewell.count(sql, ctx, installationId));
    return counted;
  }

  async endAll(tx: Transaction, ctx: RequestContext, installationId: string): Promise<void> {
    for (const farewell of this.farewells) await farewell.end(tx, ctx, installationId);
  }
}
