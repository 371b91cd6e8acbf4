import { type FieldKind, fieldKind } from '../field-kind';
import type { RecordType } from '../record-type';
import { customFieldKind } from './custom-field-kind';

/** The kind of the one member that holds custom fields. */
export const CUSTOM_KIND = 'custom_fields';

/** Of a record whose workspace has none. */
const none = customFieldKind([]);

/** How fields of a kind are stored in records of a type: a workspace's form of the type has custom fields of its own. */
export const kindIn = ({ own }: Pick<RecordType, 'own'>, kind: string): FieldKind =>
  kind === CUSTOM_KIND ? (own?.kind ?? none) : fieldKind(kind);
