import './note-links';

import { checkLinks } from '@crm/record-links';
import { defineRecordType } from '@crm/records';

import { CreateNoteDto, NoteDto, UpdateNoteDto } from './note.dto';
import { Note } from './note.entity';

export const noteType = defineRecordType<Note>({
  name: 'note',
  plural: 'notes',
  words: { one: 'a note', many: 'notes' },
  row: Note,
  create: CreateNoteDto,
  update: UpdateNoteDto,
  view: NoteDto,
  governed: 'by_links',
  sorts: { written_at: { column: 'written_at' } },
  rules: async (edits, ctx, tx) => {
    for (const edit of edits) {
      edit.fill('pinned', false);
      edit.fill('written_at', ctx.now);
    }
    await checkLinks(edits, ctx, tx);
  },
});
