import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** How often something was tried that could be guessed. */
@LocalTable('sign_in_tries')
export class SignInTry {
  /** sha256 of what is tried and by whom: addresses of mail and of the network stay out of the table. */
  @PrimaryColumn('bytea') subject: Buffer;
  @Column('integer') tries: number;
  /** When counting begins anew. */
  @Column('timestamptz') expires_at: Date;
}
