import { LinkedIdsField, LinksField, type RecordLinkAnswerDto } from '@crm/record-links';
import { recordAnswer } from '@crm/records';
import { changesOf, IntegerField, TextField } from '@platform/http';

/** No slash, no backslash, no control character: a name is never a path, nor more than one line. */
const NAME = /^[^\p{Cc}/\\]+$/u;

const FileNameField = () => TextField({ max: 255, pattern: NAME, example: 'offer.pdf' });

/** What is said of a file by its callers. */
export class FileFieldsDto {
  @FileNameField() name: string;
  @LinksField('file') links?: RecordLinkAnswerDto[] | null;
}

export class UpdateFileDto extends changesOf(FileFieldsDto) {}

export class FileDto extends recordAnswer('file', FileFieldsDto) {
  @IntegerField({ min: 0, max: 2_147_483_647, example: 48_213, description: 'In bytes.' }) size: number;
  @TextField({ example: 'application/pdf', description: 'As it was told at the upload.' })
  content_type: string;
  @TextField({
    max: 64,
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    description: 'SHA-256 of the bytes, in hexadecimal.',
  })
  sha256: string;
}

/** What an upload says of its file; the body is the bytes. */
export class UploadQueryDto {
  @FileNameField() name: string;
  @LinkedIdsField({
    optional: true,
    description: 'The ids of the records that it belongs to, separated by commas.',
  })
  links?: string[];
}
