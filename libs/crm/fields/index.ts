export type { FieldDto } from './field.dto';
export { fieldType } from './field.record-type';
export { FieldUpkeep } from './field-upkeep';
export { Fields } from './fields';
export { FieldsModule, FieldUpkeepModule } from './fields.module';
