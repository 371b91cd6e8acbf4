import {
  type FieldLimit,
  type ObjectRights,
  type PlaceRights,
  RECORD_ACTIONS,
  type Rights,
} from '@platform/http';
import { toUuid } from '@platform/ids';

import type { RolePlace, RoleRights } from './role-rights';

/** What a role comes to for one of its members. */
export function compileRights(
  { objects, pipelines, fields, settings }: RoleRights,
  { role, memberId, colleagues }: Pick<Rights, 'role' | 'memberId' | 'colleagues'>,
): Rights {
  const compiled = Object.entries(objects).map(([object, reaches]): [string, ObjectRights] => [
    object,
    {
      reaches,
      places: pipelines.filter((place) => place.object === object).map(placeRights),
      fields: new Map(
        fields.flatMap((limit): [string, FieldLimit][] =>
          limit.object === object ? [[limit.field, limit.access]] : [],
        ),
      ),
    },
  ]);
  return { role, memberId, colleagues, objects: new Map(compiled), settings: new Set(settings) };
}

function placeRights(place: RolePlace): PlaceRights {
  const reaches = RECORD_ACTIONS.flatMap((action) => {
    const reach = place[action];
    return reach ? [[action, reach] as const] : [];
  });
  return {
    pipelineId: toUuid('pipeline', place.pipeline_id) ?? '',
    stageId: place.stage_id ? toUuid('stage', place.stage_id) : null,
    reaches: Object.fromEntries(reaches),
  };
}
