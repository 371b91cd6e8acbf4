import { LocalTable } from '@platform/database';
import { Sealed } from '@platform/secrets';
import { Column, PrimaryColumn } from 'typeorm';

/** A key pair (ed25519) with which deliveries to the endpoints of apps are signed. */
@LocalTable('webhook_signing_keys')
export class WebhookSigningKey {
  /** The RFC 7638 thumbprint. */
  @PrimaryColumn('text') kid: string;
  @Sealed('webhook.signing-key') private_jwk: string;
  @Column('timestamptz') created_at: Date;
  /** From when on it signs: whoever keeps our keys has had time to fetch it by then. */
  @Column('timestamptz') activates_at: Date;
  /** From when on the next one signs, which may be to come; this one signs along for a day. */
  @Column('timestamptz', { nullable: true }) retired_at: Date | null;
}
