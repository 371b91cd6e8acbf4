import { toUuid } from '@platform/ids';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';

import type { Filing, OidcRecords } from './oidc-records';

/** The claims that an access token carries for its installation. */
interface TokenClaims {
  readonly installation_id?: unknown;
  readonly installation_epoch?: unknown;
}

/** Lets oidc-provider keep one kind of record in our database, safe against two requests at once. */
export class RecordAdapter implements Adapter {
  constructor(
    private readonly model: string,
    private readonly records: OidcRecords,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    // The jti of an opaque token is the token itself: it must not be stored.
    const stored = { ...payload, jti: undefined };
    const now = new Date();
    const expiresAt = expiresIn === undefined ? null : new Date(now.getTime() + expiresIn * 1000);
    if (this.model !== 'ReplayDetection') {
      return this.records.save(this.model, id, stored, filing(payload, expiresAt));
    }
    const first = await this.records.saveOnce(this.model, id, stored, expiresAt ?? now, now);
    if (!first) throw new errors.InvalidClientAuth('client assertion was used before');
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await this.records.find(this.model, id, new Date());
    return payload && { ...payload, jti: id };
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.records.findByUid(this.model, uid, new Date());
  }

  findByUserCode(): Promise<undefined> {
    return Promise.reject(new Error('The device flow is off: nothing has a user code.'));
  }

  async consume(id: string): Promise<void> {
    const first = await this.records.consume(this.model, id, new Date());
    if (!first) throw new errors.InvalidGrant('it was used before');
  }

  destroy(id: string): Promise<void> {
    return this.records.remove(this.model, id);
  }

  revokeByGrantId(grantId: string): Promise<void> {
    return this.records.removeOfGrant(this.model, grantId);
  }
}

function filing({ grantId, uid, extra }: AdapterPayload, expiresAt: Date | null): Filing {
  const installation = installationOf(extra ?? {});
  return {
    ...(grantId !== undefined && { grantId }),
    ...(uid !== undefined && { uid }),
    ...(installation && { installation }),
    expiresAt,
  };
}

function installationOf({ installation_id, installation_epoch }: TokenClaims): Filing['installation'] {
  if (typeof installation_id !== 'string' || typeof installation_epoch !== 'number') return undefined;
  const id = toUuid('installation', installation_id);
  return id === null ? undefined : { id, epoch: installation_epoch };
}
