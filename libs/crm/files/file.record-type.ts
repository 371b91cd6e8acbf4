import './file-links';

import { checkLinks } from '@crm/record-links';
import { defineRecordType } from '@crm/records';

import { FileDto, FileFieldsDto, UpdateFileDto } from './file.dto';
import { FileRow } from './file.entity';

export const fileType = defineRecordType<FileRow>({
  name: 'file',
  plural: 'files',
  words: { one: 'a file', many: 'files' },
  row: FileRow,
  create: FileFieldsDto,
  update: UpdateFileDto,
  view: FileDto,
  governed: 'by_links',
  // A file is created by its upload.
  routes: ['update', 'delete', 'restore'],
  sorts: { name: { column: 'name', text: true } },
  rules: checkLinks,
});
