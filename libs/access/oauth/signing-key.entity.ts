import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A key pair with which the authorization server signs. */
@LocalTable('signing_keys')
export class SigningKey {
  /** The RFC 7638 thumbprint. */
  @PrimaryColumn('text') kid: string;
  @Column('text') alg: string;
  /** Sealed. */
  @Column('text') private_jwk: string;
  @Column('timestamptz') created_at: Date;
  /** From when on it signs: whoever keeps our keys has had time to fetch it by then. */
  @Column('timestamptz') activates_at: Date;
  /** From when on it signs nothing new, which may be to come; it is published until what it signed is over. */
  @Column('timestamptz', { nullable: true }) retired_at: Date | null;
}
