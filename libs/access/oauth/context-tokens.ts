import { randomUUID } from 'node:crypto';

import { OAuthClients, type TokenTarget } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { toTypeId, toUuid } from '@platform/ids';
import { createLocalJWKSet, errors, importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

import { OidcRecords } from './oidc-records';
import { SIGNING_ALG, SigningKeys } from './signing-keys';

/** How long a context token proves where its bearer stands. */
const LIFE_SECONDS = 60;

/** It is a token of its own kind, so that nobody takes it for another (RFC 8725, section 3.11). */
const TYPE = 'dealwright-context+jwt';

/** What an app is shown of the place at which it was opened; every claim is the host's own. */
export interface Placement {
  /** The stored id of the installation, and the client id of its app. */
  readonly installationId: string;
  readonly clientId: string;
  readonly workspaceId: string;
  /** The stored id of the member who looks. */
  readonly memberId: string;
  /** Where it stands, as `deal.form.section`, and under which name of the app's own. */
  readonly placement: string;
  /** The record that is open, by its public id; none in lists. */
  readonly record: string | null;
}

/** A context token that was ours, was not over and was not shown before. */
export interface ShownContext {
  /** The stored id of the member. */
  readonly memberId: string;
  readonly target: TokenTarget;
}

/** Signs and checks context tokens: they tell an app's frame who looks at what, and open nothing by themselves. */
@Injectable()
export class ContextTokens {
  constructor(
    private readonly settings: Settings,
    private readonly keys: SigningKeys,
    private readonly records: OidcRecords,
    private readonly clients: OAuthClients,
  ) {}

  /** A token for one look at one placement, good for a minute; the app may check it by our published keys. */
  async sign(placement: Placement, now: Date): Promise<string> {
    const [jwk] = await this.keys.all(now);
    if (!jwk?.kid) throw new Error('There is no key to sign with.');
    const seconds = Math.floor(now.getTime() / 1000);
    return new SignJWT({
      workspace_id: toTypeId('workspace', placement.workspaceId),
      installation_id: toTypeId('installation', placement.installationId),
      placement: placement.placement,
      ...(placement.record !== null && { record: placement.record }),
    })
      .setProtectedHeader({ alg: SIGNING_ALG, kid: jwk.kid, typ: TYPE })
      .setIssuer(this.issuer)
      .setAudience(placement.clientId)
      .setSubject(toTypeId('member', placement.memberId))
      .setJti(randomUUID())
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + LIFE_SECONDS)
      .sign(await importJWK(jwk, SIGNING_ALG));
  }

  /**
   * What a token says that this client shows for the first time; null when it is not ours, another client's, over, or was shown
   * before: of many at once one is answered.
   */
  async redeem(token: string, clientId: string, now: Date): Promise<ShownContext | null> {
    const claims = await this.claims(token, clientId, now);
    const { sub, jti, installation_id } = claims ?? {};
    const memberId = sub === undefined ? null : toUuid('member', sub);
    const id = typeof installation_id === 'string' ? toUuid('installation', installation_id) : null;
    if (memberId === null || id === null || jti === undefined) return null;
    const target = await this.clients.installation(clientId, id);
    if (!target) return null;
    const until = new Date(now.getTime() + 2 * LIFE_SECONDS * 1000);
    const isFirst = await this.records.saveOnce('ContextToken', jti, {}, until, now);
    return isFirst ? { memberId, target } : null;
  }

  private async claims(token: string, clientId: string, now: Date): Promise<JWTPayload | null> {
    const keys = createLocalJWKSet({ keys: await this.keys.published(now) });
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: [SIGNING_ALG],
        typ: TYPE,
        issuer: this.issuer,
        audience: clientId,
        currentDate: now,
        requiredClaims: ['exp', 'sub', 'jti'],
      });
      return payload;
    } catch (error) {
      // What a stranger made up is no mistake of ours.
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  private get issuer(): string {
    return `${this.settings.publicUrl}/oauth`;
  }
}
