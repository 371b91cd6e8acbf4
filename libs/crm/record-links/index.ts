export { checkLinks } from './check-links';
export { LINKED_THINGS, type LinkedObject } from './linked-objects';
export { type LinkedRecord, LinkedThings } from './linked-things';
export { defineLinks, LinkedIdsField, LinksField } from './links-field';
export { RecordLinkAnswerDto } from './record-link.dto';
export { RecordLinksModule } from './record-links.module';
