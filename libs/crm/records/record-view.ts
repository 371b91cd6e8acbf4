import type { Columns } from './field-kind';
import type { RecordDto } from './record.dto';
import type { RecordRow } from './record.entity';
import { type RecordShape, shapeOf } from './record-shape';
import type { RecordType } from './record-type';

/** A record in its public form. */
export type RecordView = RecordDto & Readonly<Record<string, unknown>>;

/** The public form of a row. */
export const viewOf = <Row extends RecordRow>(shape: RecordShape<Row>, row: Row): RecordView =>
  shape.present(row as unknown as Columns) as unknown as RecordView;

/** The same, for rules that know the type alone. */
export const publicForm = (type: RecordType, row: RecordRow): RecordView => viewOf(shapeOf(type), row);
