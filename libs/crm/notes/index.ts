export { NoteDto } from './note.dto';
export { noteType } from './note.record-type';
