import type { Transaction } from '@platform/database';
import { type Fault, governedObject, operationScopes, type RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

import type { RoleRights } from './role-rights';
import { isOfRecords } from './scope-reaches';

/** What only the workspace, and what it can limit, know to be wrong with a role. */
export async function roleFaults(
  tx: Transaction,
  ctx: RequestContext,
  rights: RoleRights,
): Promise<readonly Fault[]> {
  return [...fieldFaults(rights), ...settingFaults(rights), ...(await placeFaults(tx, ctx, rights))];
}

/** What everybody must see: what a record is, where it stands and whose it is. */
const fieldFaults = ({ fields }: RoleRights): Fault[] =>
  fields.flatMap(({ object, field }, at): Fault[] => {
    const isTwice = fields.findIndex((one) => one.object === object && one.field === field) < at;
    if (isTwice) return [{ pointer: `/fields/${at}`, code: 'duplicate', detail: 'Name each field once' }];
    const known = governedObject(object)?.fields ?? [];
    if (field.startsWith('custom_fields.') || known.includes(field)) return [];
    const detail = `There is no field "${field}" of a ${object} that a role can limit`;
    return [{ pointer: `/fields/${at}/field`, code: 'unknown_field', detail }];
  });

/** The first words of the scopes that are about the workspace, not about records. */
const settingNames = (): ReadonlySet<string> =>
  new Set(
    operationScopes()
      .filter(({ name }) => !isOfRecords(name))
      .map(({ name }) => name.slice(0, name.indexOf(':'))),
  );

const settingFaults = ({ settings }: RoleRights): Fault[] => {
  const known = settingNames();
  return settings.flatMap((name, at): Fault[] =>
    known.has(name)
      ? []
      : [
          {
            pointer: `/settings/${at}`,
            code: 'unknown_setting',
            detail: `There is nothing called "${name}" to configure`,
          },
        ],
  );
};

async function placeFaults(
  tx: Transaction,
  ctx: RequestContext,
  { pipelines }: RoleRights,
): Promise<Fault[]> {
  if (pipelines.length === 0) return [];
  const pipelineIds = pipelines.map(({ pipeline_id }) => toUuid('pipeline', pipeline_id));
  const stageIds = pipelines.map(({ stage_id }) => (stage_id ? toUuid('stage', stage_id) : null));
  const rows = await tx.sql<{ at: number; object: string | null; stage: boolean }>('roles.places', PLACES, [
    ctx.workspaceId,
    pipelineIds,
    stageIds,
  ]);
  const seen = new Set<string>();
  return rows.flatMap(({ at, object, stage }): Fault[] => {
    const place = pipelines[at - 1];
    if (!place) return [];
    const pointer = `/pipelines/${at - 1}`;
    const name = `${place.pipeline_id} ${place.stage_id ?? ''}`;
    if (seen.has(name)) return [{ pointer, code: 'duplicate', detail: 'Name each pipeline and stage once' }];
    seen.add(name);
    if (object !== place.object)
      return [
        {
          pointer: `${pointer}/pipeline_id`,
          code: 'unknown_reference',
          detail: `There is no such pipeline of ${place.object}s`,
        },
      ];
    if (stage) return [];
    return [
      { pointer: `${pointer}/stage_id`, code: 'unknown_reference', detail: 'The pipeline has no such stage' },
    ];
  });
}

const PLACES = `
  SELECT asked.at::int AS at, p.object, asked.stage_id IS NULL OR s.id IS NOT NULL AS stage
  FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS asked (pipeline_id, stage_id, at)
  LEFT JOIN pipelines AS p ON p.workspace_id = $1 AND p.id = asked.pipeline_id AND p.deleted_at IS NULL
  LEFT JOIN stages AS s ON s.workspace_id = $1 AND s.id = asked.stage_id AND s.pipeline_id = p.id AND s.deleted_at IS NULL
  ORDER BY asked.at`;
