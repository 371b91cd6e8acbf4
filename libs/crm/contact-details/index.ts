import './custom-types';
import './field-kinds';

export { ClientRow, CustomizableRow, OwnedRow, PersonRow } from './client.entity';
export { CustomizableFields, ExternalIdDto, ExternalIdsField, OwnedFields } from './contact-points.dto';
export { MoneyDto, UtmDto } from './details.dto';
export { ClientFields, PersonFields } from './person.dto';
export { primaryPlace } from './primary-place';
