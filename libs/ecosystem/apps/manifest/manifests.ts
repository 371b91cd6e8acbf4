import { unknownFields } from '@ecosystem/event-log';
import { readEndpointFilter } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { type Fault, invalidRequest, type RequestContext } from '@platform/http';
import { OutboundHttp } from '@platform/outbound-http';

import { askedScopes, type Manifest, type ManifestWebhook } from './manifest';
import { manifestRuleFaults } from './manifest-rules';
import { MANIFEST_SCHEMA } from './manifest-schema';
import { faultFinder } from './schema-faults';

const schemaFaults = faultFinder(MANIFEST_SCHEMA);

/** Reads what apps say of themselves. */
@Injectable()
export class Manifests {
  constructor(
    private readonly database: Database,
    private readonly outbound: OutboundHttp,
  ) {}

  /** Every fault of a manifest, each with its JSON Pointer; `at` is where it stands in what was sent. */
  async faults(ctx: RequestContext, input: unknown, at = ''): Promise<Fault[]> {
    const broken = schemaFaults(input, at);
    if (broken.length > 0) return broken;
    const manifest = input as Manifest;
    const webhooks = await Promise.all(
      (manifest.webhooks ?? []).map((webhook, index) =>
        this.webhookFaults(ctx, manifest, webhook, `/webhooks/${index}`),
      ),
    );
    return [...manifestRuleFaults(manifest, this.outbound), ...webhooks.flat()].map((fault) => ({
      ...fault,
      pointer: at + fault.pointer,
    }));
  }

  /** The manifest that was sent at this place of a body. Problem: 400 with every fault. */
  async read(ctx: RequestContext, input: unknown, at: string): Promise<Manifest> {
    const faults = await this.faults(ctx, input, at);
    if (faults.length > 0) throw invalidRequest(faults);
    return input as Manifest;
  }

  /** Filters and fields are read as the workspace sees them, so that custom fields are right where the app is made. */
  private async webhookFaults(
    ctx: RequestContext,
    manifest: Manifest,
    { types, filter, fields }: ManifestWebhook,
    pointer: string,
  ): Promise<Fault[]> {
    const scopes = askedScopes(manifest).map(({ scope }) => scope);
    const seen = { types, scopes };
    const unknown = fields ? await unknownFields(this.database, ctx, fields, seen) : [];
    const parsed = filter ? await readEndpointFilter(this.database, ctx, filter, seen) : { faults: [] };
    return [
      ...unknown.map((fault) => ({ ...fault, pointer: pointer + fault.pointer })),
      ...parsed.faults.map((fault) => ({ ...fault, pointer: `${pointer}/filter${fault.pointer}` })),
    ];
  }
}
