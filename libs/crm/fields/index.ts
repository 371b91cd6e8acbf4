export type { FieldDto } from './field.dto';
export { FieldUpkeep } from './field-upkeep';
export { FieldsModule, FieldUpkeepModule } from './fields.module';
