import { toUuid } from '@platform/ids';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';

import type { Filing, OidcRecords } from './oidc-records';

/** What a grant or an access token carries of its installation and member, in their public forms. */
export interface ActingClaims {
  readonly installation_id?: unknown;
  readonly installation_epoch?: unknown;
  /** The member that it acts for; none acts for the app itself. */
  readonly sub?: unknown;
}

/** Lets oidc-provider keep one kind of record in our database, safe against two requests at once. */
export class RecordAdapter implements Adapter {
  constructor(
    private readonly model: string,
    private readonly records: OidcRecords,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const now = new Date();
    const expiresAt = expiresIn === undefined ? null : new Date(now.getTime() + expiresIn * 1000);
    if (this.model !== 'ReplayDetection') {
      return this.records.save(this.model, id, storable(id, payload), filing(payload, expiresAt));
    }
    const first = await this.records.saveOnce(this.model, id, storable(id, payload), expiresAt ?? now, now);
    if (!first) throw new UsedBefore();
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await this.records.find(this.model, id, new Date());
    return payload && { ...payload, ...returningTo(payload.returnTo, ID, id), jti: id };
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.records.findByUid(this.model, uid, new Date());
  }

  findByUserCode(): Promise<undefined> {
    return Promise.reject(new Error('Our own page answers for user codes: see device-requests.ts.'));
  }

  /** Of many who use it at once one may; the others end all that came of it, because one of them is a thief (RFC 9700, section 4.14). */
  async consume(id: string): Promise<void> {
    const first = await this.records.consume(this.model, id, new Date());
    if (first) return;
    await this.records.removeFamily(this.model, id);
    throw new errors.InvalidGrant('it was used before');
  }

  destroy(id: string): Promise<void> {
    return this.records.remove(this.model, id);
  }

  revokeByGrantId(grantId: string): Promise<void> {
    return this.records.removeOfGrant(this.model, grantId);
  }
}

/** Something that may be used once was used before; see `once-only.ts`. */
export class UsedBefore extends Error {}

/** Stands in an address for the id of the record itself. */
const ID = '{id}';

/** A payload without what opens something: the token itself, the code that a person types, the cookie of a session. */
function storable(
  id: string,
  { jti, userCode, session, returnTo, ...payload }: AdapterPayload,
): AdapterPayload {
  const address = returningTo(returnTo, id, ID);
  return session
    ? { ...payload, ...address, session: { ...session, cookie: '' } }
    : { ...payload, ...address };
}

const returningTo = (address: unknown, id: string, other: string) =>
  typeof address === 'string' && { returnTo: address.replace(id, other) };

function filing({ grantId, uid, userCode, extra, ...own }: AdapterPayload, expiresAt: Date | null): Filing {
  const secondName = uid ?? userCode;
  return {
    ...(grantId !== undefined && { grantId }),
    ...(secondName !== undefined && { uid: secondName }),
    ...actingFor(extra ?? own),
    expiresAt,
  };
}

function actingFor({ installation_id, installation_epoch, sub }: ActingClaims): Partial<Filing> {
  if (typeof installation_id !== 'string' || typeof installation_epoch !== 'number') return {};
  const id = toUuid('installation', installation_id);
  const memberId = typeof sub === 'string' ? toUuid('member', sub) : null;
  return {
    ...(id !== null && { installation: { id, epoch: installation_epoch } }),
    ...(memberId !== null && { memberId }),
  };
}
