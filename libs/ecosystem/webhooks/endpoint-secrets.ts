import type { KeyObject } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { KeyStore, type SealContext } from '@platform/secrets';

import { WebhookSigningKeys } from './signing-keys';

/** The columns in which an endpoint keeps what must not be read. */
export interface SealedEndpoint {
  readonly workspace_id: string;
  readonly id: string;
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly previous_secret_expires_at: Date | null;
  readonly headers: string;
}

/** With what a request to an endpoint is signed now. */
export interface Signers {
  readonly secrets: string[];
  /** Only to apps: they verify the deliveries of all their installations with our public keys. */
  readonly privateKeys: readonly KeyObject[];
}

type Owner = Pick<SealedEndpoint, 'workspace_id' | 'id'>;

/** Seals the signing secrets and headers of endpoints, each to its own row, and opens them again. */
@Injectable()
export class EndpointSecrets {
  constructor(
    private readonly keys: KeyStore,
    private readonly signingKeys: WebhookSigningKeys,
  ) {}

  sealSecret(owner: Owner, secret: string): string {
    return this.keys.seal(secret, context(owner, 'webhook-endpoint.secret'));
  }

  sealHeaders(owner: Owner, headers: Readonly<Record<string, string>>): string {
    return this.keys.seal(JSON.stringify(headers), context(owner, 'webhook-endpoint.headers'));
  }

  headers(endpoint: SealedEndpoint): Record<string, string> {
    const text = this.keys.openText(endpoint.headers, context(endpoint, 'webhook-endpoint.headers'));
    return JSON.parse(text) as Record<string, string>;
  }

  async signers(
    endpoint: SealedEndpoint & { readonly installation_id: string | null },
    now: Date,
  ): Promise<Signers> {
    const privateKeys = endpoint.installation_id === null ? [] : await this.signingKeys.inForce(now);
    return { secrets: this.secretsInForce(endpoint, now), privateKeys };
  }

  /** The secrets in force: the current one, and the one before while their overlap lasts. */
  secretsInForce(endpoint: SealedEndpoint, now: Date): string[] {
    const { secret, previous_secret: previous, previous_secret_expires_at: until } = endpoint;
    const sealed = previous && until && until > now ? [secret, previous] : [secret];
    return sealed.map((one) => this.keys.openText(one, context(endpoint, 'webhook-endpoint.secret')));
  }
}

const context = ({ workspace_id, id }: Owner, purpose: string): SealContext => ({
  workspaceId: workspace_id,
  purpose,
  row: id,
});
