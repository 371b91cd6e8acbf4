import type { Sql } from '@platform/database';
import { fieldsOf } from '@platform/http';
import type { IdKind } from '@platform/ids';
import { DEFAULT_NAME_FORMAT } from '@platform/person-names';

import type { RecordRow } from '../record.entity';
import { type RecordType, recordTypeOf } from '../record-type';
import { customFieldKind } from './custom-field-kind';
import { typedFields } from './custom-values';
import { CUSTOM_KIND, nameKind } from './kind-in';
import { type WorkspaceFields, workspaceFields } from './workspace-fields';

/** Whether workspaces can give fields of their own to a kind of record. */
export const isCustomizable = (type: Pick<RecordType, 'view'>): boolean =>
  fieldsOf(type.view).some(({ kind }) => kind === CUSTOM_KIND);

/**
 * A kind of record with the fields that a workspace has given to it, and with its links to others of that workspace. Everything
 * that is made of a record type (shape, filters, sorts) can be made of this one.
 */
export async function ownType<Row extends RecordRow>(
  sql: Sql,
  workspaceId: string,
  type: RecordType<Row>,
  options: { readonly fresh: boolean },
): Promise<RecordType<Row>> {
  if (type.own) return type;
  const fields = await workspaceFields(sql, workspaceId, options);
  return isUsual(fields) ? type : formOf(type, fields);
}

const isUsual = ({ version, nameFormat }: WorkspaceFields): boolean =>
  version === null && nameFormat === DEFAULT_NAME_FORMAT;

/** By the fields of a workspace, its forms of the types that were asked for. */
const forms = new WeakMap<WorkspaceFields, Map<IdKind, RecordType>>();

function formOf<Row extends RecordRow>(type: RecordType<Row>, fields: WorkspaceFields): RecordType<Row> {
  const known = forms.get(fields) ?? new Map<IdKind, RecordType>();
  forms.set(fields, known);
  const made = known.get(type.name) as RecordType<Row> | undefined;
  if (made) return made;
  const own = isCustomizable(type) ? typedFields(fields.byObject.get(type.name) ?? []) : [];
  const related = (kind: IdKind): RecordType | undefined => {
    const other = recordTypeOf(kind);
    return other && formOf(other, fields);
  };
  const form: RecordType<Row> = {
    ...type,
    own: { fields: own, kind: customFieldKind(own), name: nameKind(fields.nameFormat), related },
  };
  known.set(type.name, form);
  return form;
}
