import { type ExternalIdDto, ExternalIdsField } from '@crm/contact-details';
import { LinksField, type RecordLinkAnswerDto } from '@crm/record-links';
import { recordAnswer } from '@crm/records';
import { BooleanField, changesOf, TextField, TimeField } from '@platform/http';

export class CreateNoteDto {
  @TextField({ max: 20_000, example: 'Prefers delivery before noon; the dock is at the back.' }) text: string;
  @BooleanField({ optional: true, example: false }) pinned?: boolean | null;
  @TimeField({
    optional: true,
    description: 'When it was written, for notes from elsewhere: now, unless told.',
  })
  written_at?: string | null;
  @LinksField('note') links?: RecordLinkAnswerDto[] | null;
  @ExternalIdsField() external_ids?: ExternalIdDto[] | null;
}

export class UpdateNoteDto extends changesOf(CreateNoteDto) {}

export class NoteDto extends recordAnswer('note', CreateNoteDto) {}
