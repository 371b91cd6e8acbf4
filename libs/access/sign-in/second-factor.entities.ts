import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** The key that somebody shares with their authenticator app. */
@LocalTable('second_factors')
export class SecondFactor {
  @PrimaryColumn('uuid') user_id: string;
  /** 160 bits, sealed. */
  @Column('text') sealed: string;
  /** Null until a code of the app has shown that it knows the key; only then codes are asked for. */
  @Column('timestamptz', { nullable: true }) confirmed_at: Date | null;
  /** The step of the last code that was taken: no code of it or before it is taken again. */
  @Column('integer', { nullable: true }) last_step: number | null;
  @Column('timestamptz') created_at: Date;
}

/** A code for the day on which the app is lost; it is gone once it was used. */
@LocalTable('recovery_codes')
export class RecoveryCode {
  @PrimaryColumn('uuid') user_id: string;
  /** sha256: the codes have 80 random bits. */
  @PrimaryColumn('bytea') code_hash: Buffer;
}
