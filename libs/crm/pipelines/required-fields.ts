import {
  type Edit,
  isEmptyAt,
  isHiddenWithin,
  ownType,
  publicForm,
  type RecordType,
  recordTypeOf,
  writtenPaths,
} from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { KnownStages, StageInfo } from './known-stages';
import type { StagedObject } from './pipeline.dto';
import type { Staged } from './place-in-pipeline';
import { isForward } from './stage-order';

/** Set by the stage rules alone: always filled. */
const PLACES: ReadonlySet<string> = new Set(['pipeline_id', 'stage_id']);

/** Those of the paths that name no field which a stage could ask for. */
export async function unknownPaths(
  tx: Transaction,
  { workspaceId }: RequestContext,
  object: StagedObject,
  paths: readonly string[],
): Promise<string[]> {
  const known = writtenPaths(await ownType(tx, workspaceId, typeOf(object), { fresh: true }));
  return paths.filter((path) => PLACES.has(path) || !known.has(path));
}

/**
 * Reports the fields that records lack where they are to stand: those that their stage asks for, and on the way to success
 * those of every stage before it. A record that lacked one already, because the stage asked for it later, may be changed
 * as long as it does not go forward; a deleted one comes back as it was.
 */
export async function reportMissing<Row extends Staged>(
  stages: KnownStages,
  edits: readonly Edit<Row>[],
): Promise<void> {
  const suspects = edits.filter((edit) => isMove(edit) || mayHaveEmptied(edit));
  if (suspects.length === 0) return;
  const byId = await stages.byId();
  if (![...byId.values()].some(isAsking)) return;
  const type = await ownType(stages.tx, stages.ctx.workspaceId, typeOf(stages.object), { fresh: true });
  const needsOf = await allNeeds(stages, writtenPaths(type));
  for (const edit of suspects) {
    const stage = byId.get(edit.row.stage_id);
    const needs = needsOf.get(edit.row.stage_id);
    // What a visitor has sent is kept, whatever the first stage asks for.
    const isKept = stage?.kind === 'initial' && stages.ctx.actor.type === 'form';
    if (stage && needs && !isKept)
      reportIn(edit, {
        ...{ type, needs, ctx: stages.ctx },
        tolerated: toleratedIn(edit, stage, { byId, needsOf, type }),
      });
  }
}

/** The fields that a stage needs, and which stage asks for each. */
type Needs = ReadonlyMap<string, StageInfo>;

const isAsking = ({ required_fields }: StageInfo): boolean => required_fields.length > 0;

/** The needs of each stage that has any; what names a field that is gone asks for nothing. */
async function allNeeds(
  stages: KnownStages,
  known: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Needs>> {
  const asking = [...(await stages.byId()).values()].filter(isAsking);
  const found = new Map<string, Needs>();
  for (const pipelineId of new Set(asking.map(({ pipeline_id }) => pipeline_id))) {
    let onTheWay: Needs = new Map();
    for (const stage of await stages.inOrder(pipelineId)) {
      const isFailure = stage.kind === 'failure';
      const own = stage.required_fields.filter((path) => known.has(path));
      const needs: Needs = new Map([
        ...own.map((path) => [path, stage] as const),
        ...(isFailure ? [] : onTheWay),
      ]);
      if (!isFailure) onTheWay = needs;
      if (needs.size > 0) found.set(stage.id, needs);
    }
  }
  return found;
}

interface Asking {
  readonly type: RecordType;
  readonly needs: Needs;
  readonly tolerated: ReadonlySet<string>;
  readonly ctx: RequestContext;
}

function reportIn<Row extends Staged>(edit: Edit<Row>, { type, needs, tolerated, ctx }: Asking): void {
  const view = publicForm(type, edit.row);
  for (const [path, { name }] of needs) {
    if (tolerated.has(path) || !isEmptyAt(view, path)) continue;
    if (isHiddenWithin(ctx, type.name, path)) {
      edit.fault(
        '/stage_id',
        'hidden_field_required',
        `The stage "${name}" asks for something that you do not see`,
      );
      continue;
    }
    const pointer = `/${path.replaceAll('.', '/')}`;
    edit.fault(pointer, 'required_in_stage', `This must be filled in from the stage "${name}" on`);
  }
}

/** What the record lacked where it stood, and may go on lacking. */
function toleratedIn<Row extends Staged>(
  { before }: Edit<Row>,
  stage: StageInfo,
  known: {
    readonly byId: ReadonlyMap<string, StageInfo>;
    readonly needsOf: ReadonlyMap<string, Needs>;
    readonly type: RecordType;
  },
): ReadonlySet<string> {
  const former = before && known.needsOf.get(before.stage_id);
  if (!former) return NOTHING;
  if (before.stage_id !== stage.id && isForward(known.byId.get(before.stage_id), stage)) return NOTHING;
  const view = publicForm(known.type, before);
  return new Set([...former.keys()].filter((path) => isEmptyAt(view, path)));
}

const NOTHING: ReadonlySet<string> = new Set();

const isMove = <Row extends Staged>(edit: Edit<Row>): boolean =>
  edit.action === 'create' || (edit.action === 'update' && edit.changes('stage_id'));

/** Whether a change may have emptied something, itself or by what followed from it; what stands inside an object is not looked at. */
function mayHaveEmptied<Row extends Staged>({ action, before, row }: Edit<Row>): boolean {
  if (action !== 'update' || !before) return false;
  return (Object.keys(row) as (keyof Row)[]).some((column) => {
    const value: unknown = row[column];
    if (value === before[column]) return false;
    if (Array.isArray(value)) return value.length === 0;
    return value === null || (typeof value === 'object' && !(value instanceof Date));
  });
}

function typeOf(object: StagedObject): RecordType {
  const type = recordTypeOf(object);
  if (!type) throw new Error(`This process knows no records of the kind "${object}".`);
  return type;
}
