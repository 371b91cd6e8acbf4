export { Edit } from './edit';
export { type Columns, defineFieldKind, type FieldKind, type Lookup } from './field-kind';
export { ActorDto, RecordDto, recordAnswer } from './record.dto';
export { RecordRow } from './record.entity';
export { RecordService } from './record.service';
export { type ChangeEvent, defineRecordType, type RecordType, type Sort } from './record-type';
export type { RecordView } from './record-view';
export { RecordsModule } from './records.module';
export { reportUnknown } from './references';
