import { type RecordType, type Refusals, type RowPart, requireScope } from '@crm/records';
import { type Fault, invalidRequest, type RequestContext, unprocessable } from '@platform/http';
import { toUuid } from '@platform/ids';

import type { Choice } from './merged-values';
import type { ListStrategy, Strategy } from './strategy';

/** A merge as callers ask for it. */
export interface MergeInput {
  readonly survivor: string;
  readonly merge: readonly string[];
  readonly fields?: unknown;
  readonly strategy?: Strategy | null;
  readonly lists?: ListStrategy | null;
}

/** The same with stored ids. */
export interface MergeRequest {
  readonly type: RecordType;
  readonly survivorId: string;
  /** In the order in which they fill what the survivor lacks. */
  readonly mergedIds: readonly string[];
  /** The version of the survivor that the caller has read. */
  readonly ifMatch?: string | undefined;
  readonly choice: Choice;
  /** What somebody outside said against the survivor. */
  readonly refused: Refusals;
}

/** Reads a merge that keeps to its contract. Problems: 400 for records that are named twice, and for choices of others. */
export function readMerge(
  type: RecordType,
  { survivor, merge, fields, strategy, lists }: MergeInput,
): Pick<MergeRequest, 'type' | 'survivorId' | 'mergedIds' | 'choice'> {
  const faults: Fault[] = [];
  const named = [survivor, ...merge];
  for (const [at, id] of merge.entries()) {
    if (named.indexOf(id) <= at)
      faults.push({ pointer: `/merge/${at}`, code: 'duplicate', detail: 'Name each record once' });
  }
  const chosen = choicesIn(fields, named, faults);
  if (faults.length > 0) throw invalidRequest(faults);
  const stored = (id: string): string => toUuid(type.name, id) ?? '';
  return {
    type,
    survivorId: stored(survivor),
    mergedIds: merge.map(stored),
    choice: {
      strategy: strategy ?? 'survivor',
      lists: lists ?? 'union',
      chosen: new Map(chosen.map(([path, from]) => [path, stored(from)])),
    },
  };
}

/** The ids from which fields are taken, by path. */
function choicesIn(fields: unknown, named: readonly string[], faults: Fault[]): [string, string][] {
  return Object.entries(fields ?? {}).flatMap(([path, choice]: [string, unknown]): [string, string][] => {
    const from: unknown =
      typeof choice === 'object' && choice !== null && 'from' in choice ? choice.from : null;
    const pointer = fieldPointer(path);
    if (typeof from !== 'string' || Object.keys(choice as object).length > 1)
      faults.push({
        pointer,
        code: 'wrong_type',
        detail: 'This must be an object with `from`, the id of a record',
      });
    else if (named.includes(from)) return [[path, from]];
    else faults.push({ pointer: `${pointer}/from`, code: 'not_merged', detail: NOT_MERGED });
    return [];
  });
}

const NOT_MERGED = 'A field can be taken from the survivor or from a record that is merged into it';

/** Where a choice stands in the body (RFC 6901). */
const fieldPointer = (path: string): string => `/fields/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Merging changes one record and takes others away. */
export function requireMergeScopes(ctx: RequestContext, { scopes }: RecordType): void {
  requireScope(ctx, scopes.write.name);
  requireScope(ctx, scopes.delete.name);
}

/** Refuses choices of fields that there are not, or that the caller does not see. */
export function refuseUnknownFields(
  choice: Choice,
  parts: readonly RowPart[],
  isHidden: (path: string) => boolean,
): void {
  const known = new Set(parts.map(({ path }) => path).filter((path) => !isHidden(path)));
  const faults = [...choice.chosen.keys()]
    .filter((path) => !known.has(path))
    .map((path) => ({
      pointer: fieldPointer(path),
      code: 'unknown_field',
      detail: `There is no field "${path}" here`,
    }));
  if (faults.length > 0) throw unprocessable(faults);
}
