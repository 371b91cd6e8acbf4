import { DEFAULT_NAME_FORMAT } from '@platform/person-names';
import { displayNameKind, NAME_KIND } from '../display-name';
import { type FieldKind, fieldKind, plainKind } from '../field-kind';
import type { RecordType } from '../record-type';
import { customFieldKind } from './custom-field-kind';

/** The kind of the one member that holds custom fields. */
export const CUSTOM_KIND = 'custom_fields';

/** Of a record whose workspace has none. */
const none = customFieldKind([]);

/** In a workspace that writes names as is usual. */
const usualName = nameKind(DEFAULT_NAME_FORMAT);

/** How names are answered that are written in this format. */
export function nameKind(format: string): FieldKind {
  return { ...plainKind, ...displayNameKind(format) };
}

/** How fields of a kind are stored in records of a type: a workspace's form of the type has custom fields and names of its own. */
export function kindIn({ own }: Pick<RecordType, 'own'>, kind: string): FieldKind {
  if (kind === CUSTOM_KIND) return own?.kind ?? none;
  return kind === NAME_KIND ? (own?.name ?? usualName) : fieldKind(kind);
}
