import { LocalTable } from '@platform/database';
import { Sealed } from '@platform/secrets';
import { Column, PrimaryColumn } from 'typeorm';

/** A key pair with which the authorization server signs. */
@LocalTable('signing_keys')
export class SigningKey {
  /** The RFC 7638 thumbprint. */
  @PrimaryColumn('text') kid: string;
  @Column('text') alg: string;
  @Sealed('oauth.signing-key') private_jwk: string;
  @Column('timestamptz') created_at: Date;
  /** Since when it signs nothing new; it is still published. */
  @Column('timestamptz', { nullable: true }) retired_at: Date | null;
}
