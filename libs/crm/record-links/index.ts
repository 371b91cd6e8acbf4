export { checkLinks } from './check-links';
export { LINKED_OBJECTS, LINKED_THINGS, type LinkedObject, linkedObjectOf } from './linked-objects';
export { type LinkedRecord, LinkedThings } from './linked-things';
export { defineLinks, LinkedIdsField, LinksField } from './links-field';
export { LinkedIdField, RecordLinkAnswerDto } from './record-link.dto';
export { RecordLinksModule } from './record-links.module';
