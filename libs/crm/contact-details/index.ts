import './field-kinds';

export { ClientRow, OwnedRow, PersonRow } from './client.entity';
export { ExternalIdDto, OwnedFields } from './contact-points.dto';
export { MoneyDto, UtmDto } from './details.dto';
export { ClientFields, PersonFields } from './person.dto';
export { primaryPlace } from './primary-place';
