export { AppFields, type MadeField } from './app-fields';
export { AppFieldsModule } from './app-fields.module';
export type { FieldDto } from './field.dto';
export { FIELD_SCOPES } from './field.record-type';
export { FieldUpkeep } from './field-upkeep';
export { FieldsModule, FieldUpkeepModule } from './fields.module';
