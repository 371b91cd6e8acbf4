import { RecordRow } from '@crm/records';
import { Column } from 'typeorm';

import type {
  EmailAnswerDto,
  ExternalIdDto,
  MessengerDto,
  PhoneAnswerDto,
  WebsiteDto,
} from './contact-points.dto';
import type { AddressDto, UtmDto } from './details.dto';

/** The columns of `OwnedFields`. */
export abstract class OwnedRow extends RecordRow {
  @Column('uuid', { nullable: true }) owner_id: string | null;
  @Column('jsonb') external_ids: ExternalIdDto[];
}

/** The columns of `CustomizableFields`. */
export abstract class CustomizableRow extends OwnedRow {
  /** By the number of the field. */
  @Column('jsonb') custom_fields: Readonly<Record<string, unknown>>;
  /** The record that answers for this one since they were merged, the last of a chain; this one is deleted then. */
  @Column('uuid', { nullable: true }) merged_into: string | null;
}

/** The columns of `ClientFields`. */
export abstract class ClientRow extends CustomizableRow {
  @Column('jsonb') phones: PhoneAnswerDto[];
  @Column('jsonb') emails: EmailAnswerDto[];
  @Column('jsonb') websites: WebsiteDto[];
  @Column('jsonb') messengers: MessengerDto[];
  @Column('jsonb', { nullable: true }) address: AddressDto | null;
  @Column('text', { nullable: true }) source: string | null;
  @Column('text', { nullable: true }) source_description: string | null;
  @Column('text', { nullable: true }) comment: string | null;
  @Column('jsonb', { nullable: true }) utm: UtmDto | null;
}

/** The columns of `PersonFields`. */
export abstract class PersonRow extends ClientRow {
  @Column('text', { nullable: true }) salutation: string | null;
  @Column('text', { nullable: true }) first_name: string | null;
  @Column('text', { nullable: true }) middle_name: string | null;
  @Column('text', { nullable: true }) last_name: string | null;
  @Column('text', { nullable: true }) job_title: string | null;
  @Column('date', { nullable: true }) birthday: string | null;
}
