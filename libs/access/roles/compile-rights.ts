import {
  type FieldLimit,
  governedObject,
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
  const byObject = withTelling(new Map(compiled));
  return { role, memberId, colleagues, objects: byObject, settings: new Set(settings) };
}

/** What tells a hidden field is hidden with it, also in the parts of the record. */
function withTelling(objects: ReadonlyMap<string, ObjectRights>): ReadonlyMap<string, ObjectRights> {
  const all = new Map(objects);
  for (const [object, { fields }] of objects) {
    for (const { object: of, field, tells } of governedObject(object)?.telling ?? []) {
      if (fields.get(tells) !== 'hidden') continue;
      const known = all.get(of) ?? UNLIMITED;
      all.set(of, { ...known, fields: new Map([...known.fields, [field, 'hidden']]) });
    }
  }
  return all;
}

/** Of parts: they go by the rights on what they are part of. */
const UNLIMITED: ObjectRights = {
  reaches: Object.fromEntries(RECORD_ACTIONS.map((action) => [action, 'all'])) as ObjectRights['reaches'],
  places: [],
  fields: new Map(),
};

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
