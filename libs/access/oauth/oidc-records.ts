import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { hashToken } from '@platform/secrets';

/** A record as the authorization server made it. */
export type Payload = Readonly<Record<string, unknown>>;

/** What one record is filed under, beside its id. */
export interface Filing {
  readonly grantId?: string;
  readonly uid?: string;
  /** Of a grant or an access token: the stored id of its installation, and the epoch. */
  readonly installation?: { readonly id: string; readonly epoch: number };
  /** The stored id of the member that it is of. */
  readonly memberId?: string;
  readonly expiresAt: Date | null;
}

/** Stores what the authorization server remembers; every id goes in as its sha256, because it may be a token. */
@Injectable()
export class OidcRecords {
  constructor(private readonly database: Database) {}

  /** Stores a record, in place of an older one with the same id. */
  async save(model: string, id: string, payload: Payload, filing: Filing): Promise<void> {
    const { grantId, uid, installation, memberId, expiresAt } = filing;
    await this.database.sql('oidc_records.save', SAVE, [
      model,
      hashToken(id),
      JSON.stringify(payload),
      grantId === undefined ? null : hashToken(grantId),
      uid === undefined ? null : hashToken(uid),
      installation?.id,
      installation?.epoch,
      memberId,
      expiresAt,
    ]);
  }

  /** Stores a record that must be the first with its id, and tells whether it was: of many at once, one is. */
  async saveOnce(model: string, id: string, payload: Payload, expiresAt: Date, now: Date): Promise<boolean> {
    const values = [model, hashToken(id), JSON.stringify(payload), expiresAt, now];
    const rows = await this.database.sql('oidc_records.save_once', SAVE_ONCE, values);
    return rows.length === 1;
  }

  /** A record that is not over and whose installation, if it has one, still runs. */
  async find(model: string, id: string, now: Date): Promise<Payload | undefined> {
    const [row] = await this.database.sql<Row>('oidc_records.find', FIND, [model, hashToken(id), now]);
    return row && payloadOf(row);
  }

  /** The same by the second name that sessions have. */
  async findByUid(model: string, uid: string, now: Date): Promise<Payload | undefined> {
    const [row] = await this.database.sql<Row>('oidc_records.find_by_uid', FIND_BY_UID, [
      model,
      hashToken(uid),
      now,
    ]);
    return row && payloadOf(row);
  }

  /** What a member consented to for an installation that still stands and will until `until`: the latest. */
  async consent(memberId: string, installationId: string, until: Date): Promise<Payload | undefined> {
    const [row] = await this.database.sql<Row>('oidc_records.consent', CONSENT, [
      memberId,
      installationId,
      until,
    ]);
    return row?.payload;
  }

  /** Adds to a record that is found by its second name and still waits for an answer: of many at once, one does. */
  async answer(model: string, uid: string, answer: Payload, now: Date): Promise<boolean> {
    const values = [model, hashToken(uid), now, JSON.stringify(answer)];
    return (await this.database.sql('oidc_records.answer', ANSWER, values)).length === 1;
  }

  /** Marks a record as used and tells whether this was the first time: of many at once, one is. */
  async consume(model: string, id: string, now: Date): Promise<boolean> {
    const rows = await this.database.sql('oidc_records.consume', CONSUME, [model, hashToken(id), now]);
    return rows.length === 1;
  }

  async remove(model: string, id: string): Promise<void> {
    await this.database.sql('oidc_records.remove', REMOVE, [model, hashToken(id)]);
  }

  /** Removes what belongs to a grant. */
  async removeOfGrant(model: string, grantId: string): Promise<void> {
    await this.database.sql('oidc_records.remove_of_grant', REMOVE_OF_GRANT, [model, hashToken(grantId)]);
  }

  /** How many tokens and grants of an installation are not over. */
  async countOfInstallation(sql: Sql, installationId: string, now: Date): Promise<number> {
    const [row] = await sql.sql<{ count: number }>('oidc_records.count_of_app', COUNT_OF_APP, [
      installationId,
      now,
    ]);
    return row?.count ?? 0;
  }

  /** Removes every token and grant of an installation. */
  async removeOfInstallation(sql: Sql, installationId: string): Promise<void> {
    await sql.sql('oidc_records.remove_of_app', REMOVE_OF_APP, [installationId]);
  }

  /** Removes everything that came of the grant that a record is of, and the grant. */
  async removeFamily(model: string, id: string): Promise<void> {
    await this.database.sql('oidc_records.remove_family', REMOVE_FAMILY, [model, hashToken(id)]);
  }

  /** Removes what a member consented to, and the access tokens that act for them. */
  async removeOfMember(tx: Transaction, memberId: string): Promise<void> {
    await tx.sql('oidc_records.remove_of_member', REMOVE_OF_MEMBER, [memberId]);
  }

  /** Removes at most `most` records that are over, and tells how many it found: call again while it is `most`. */
  async removeExpired(now: Date, most: number): Promise<number> {
    const rows = await this.database.sql('oidc_records.remove_expired', REMOVE_EXPIRED, [now, most]);
    return rows.length;
  }
}

interface Row {
  readonly payload: Payload;
  readonly consumed_at: Date | null;
}

const payloadOf = ({ payload, consumed_at }: Row): Payload =>
  consumed_at ? { ...payload, consumed: Math.floor(consumed_at.getTime() / 1000) } : payload;

const SAVE = `
  INSERT INTO oidc_records
    (model, id_hash, payload, grant_hash, uid_hash, installation_id, installation_epoch, member_id, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`;

const SAVE_ONCE = `
  INSERT INTO oidc_records (model, id_hash, payload, expires_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at
  WHERE oidc_records.expires_at <= $5
  RETURNING model`;

const LIVE = `
  SELECT record.payload, record.consumed_at FROM oidc_records AS record
  LEFT JOIN installation_lookups AS lookup
    ON lookup.id = record.installation_id AND lookup.epoch = record.installation_epoch
  WHERE (record.expires_at IS NULL OR record.expires_at > $3)
    AND (record.installation_id IS NULL OR lookup.state = 'active') AND record.model = $1`;

const FIND = `${LIVE} AND record.id_hash = $2`;

const FIND_BY_UID = `${LIVE} AND record.uid_hash = $2`;

const CONSENT = `
  SELECT record.payload, record.consumed_at FROM oidc_records AS record
  JOIN installation_lookups AS lookup
    ON lookup.id = record.installation_id AND lookup.epoch = record.installation_epoch
  WHERE record.model = 'Grant' AND record.member_id = $1 AND record.installation_id = $2
    AND record.expires_at > $3 AND lookup.state = 'active'
  ORDER BY record.expires_at DESC LIMIT 1`;

const ANSWER = `
  UPDATE oidc_records SET payload = payload || $4::jsonb
  WHERE model = $1 AND uid_hash = $2 AND expires_at > $3 AND NOT payload ?| '{accountId,error}'
  RETURNING model`;

const CONSUME = `
  UPDATE oidc_records SET consumed_at = $3 WHERE model = $1 AND id_hash = $2 AND consumed_at IS NULL
  RETURNING model`;

const REMOVE = 'DELETE FROM oidc_records WHERE model = $1 AND id_hash = $2';

const REMOVE_OF_GRANT = 'DELETE FROM oidc_records WHERE model = $1 AND grant_hash = $2';

const COUNT_OF_APP = `
  SELECT count(*)::int AS count FROM oidc_records
  WHERE installation_id = $1 AND (expires_at IS NULL OR expires_at > $2)`;

const REMOVE_OF_APP = 'DELETE FROM oidc_records WHERE installation_id = $1';

/** A grant's own row is filed under the sha256 of its id, as the grant of others is. */
const REMOVE_FAMILY = `
  WITH used AS (SELECT grant_hash FROM oidc_records WHERE model = $1 AND id_hash = $2 AND grant_hash IS NOT NULL)
  DELETE FROM oidc_records USING used
  WHERE oidc_records.grant_hash = used.grant_hash
    OR (oidc_records.model = 'Grant' AND oidc_records.id_hash = used.grant_hash)`;

const REMOVE_OF_MEMBER = 'DELETE FROM oidc_records WHERE member_id = $1';

const REMOVE_EXPIRED = `
  DELETE FROM oidc_records WHERE (model, id_hash) IN (
    SELECT model, id_hash FROM oidc_records WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
    FOR UPDATE SKIP LOCKED)
  RETURNING model`;
