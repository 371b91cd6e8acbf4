import { defineEvent } from '@platform/events';
import { toTypeId } from '@platform/ids';
import type { KindOfRow } from '@platform/versioned-rows';

import { type ObjectsRightsAnswerDto, RoleDto, type RolePlaceDto } from './role.dto';
import { Role } from './role.entity';
import type { RolePlace } from './role-rights';
import { rolesRead } from './role-scopes';

const event = (verb: string) =>
  defineEvent({
    type: `role.${verb}`,
    summary: `A role was ${verb}.`,
    object: 'role',
    payload: RoleDto,
    scope: rolesRead,
  });

/** A role as the public API shows it. */
const roleView = ({ rights, ...role }: Role): RoleDto => ({
  id: toTypeId('role', role.id),
  key: role.key,
  name: role.name,
  description: role.description,
  built_in: role.built_in,
  objects: rights.objects as unknown as ObjectsRightsAnswerDto,
  pipelines: rights.pipelines.map(placeView),
  fields: rights.fields.map(({ object, field, access }) => ({ object, field, access })),
  settings: [...rights.settings],
  version: role.version,
  created_at: role.created_at.toISOString(),
  updated_at: role.updated_at.toISOString(),
});

const placeView = (place: RolePlace): RolePlaceDto => ({
  object: place.object,
  pipeline_id: place.pipeline_id,
  stage_id: place.stage_id ?? null,
  read: place.read ?? null,
  create: place.create ?? null,
  update: place.update ?? null,
  delete: place.delete ?? null,
  export: place.export ?? null,
  import: place.import ?? null,
  merge: place.merge ?? null,
});

/** Roles, as they are kept and told of. */
export const ROLES: KindOfRow<Role, RoleDto> = {
  name: 'role',
  row: Role,
  events: { created: event('created'), updated: event('updated'), deleted: event('deleted') },
  view: roleView,
};
