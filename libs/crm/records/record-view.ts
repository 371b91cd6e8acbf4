import type { Columns } from './field-kind';
import type { RecordDto } from './record.dto';
import type { RecordRow } from './record.entity';
import type { RecordShape } from './record-shape';

/** A record in its public form. */
export type RecordView = RecordDto & Readonly<Record<string, unknown>>;

/** The public form of a row. */
export const viewOf = <Row extends RecordRow>(shape: RecordShape<Row>, row: Row): RecordView =>
  shape.present(row as unknown as Columns) as unknown as RecordView;
