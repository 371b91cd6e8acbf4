import {
  type Columns,
  customPointingIds,
  ownType,
  type RecordType,
  type RowPart,
  recordTypes,
  rowParts,
  withIds,
} from '@crm/records';
import type { Transaction } from '@platform/database';

import { isSame, type Moving } from './moving';
import type { Place } from './place';

/** The places in custom fields that name records of the kind that moves: one for each kind of record that has such fields. */
export async function customPlaces(
  tx: Transaction,
  workspaceId: string,
  { object }: Pick<Moving, 'object'>,
): Promise<Place[]> {
  const places: Place[] = [];
  for (const type of recordTypes()) {
    const own = await ownType(tx, workspaceId, type, { fresh: true });
    const parts = own.own?.fields.length ? rowParts(own).filter(isNaming(object)) : [];
    if (parts.length > 0) places.push(placeIn(own, parts, object));
  }
  return places;
}

const isNaming =
  (object: Moving['object']) =>
  ({ path, names }: RowPart): boolean =>
    names === object && path.startsWith('custom_fields.');

function placeIn(type: RecordType, parts: readonly RowPart[], object: Moving['object']): Place {
  const valuesIn = (row: Columns) => Object.fromEntries(parts.map((part) => [part.path, part.read(row)]));
  return {
    name: `${type.plural}.custom_fields`,
    owner: type.name,
    names: [object],
    columns: [],
    find: (tx, workspaceId, { from }) =>
      customPointingIds(tx, workspaceId, type, { kind: object, ids: [...from] }),
    move: (row, moving) => {
      const before = valuesIn(row);
      const after = movedValues(before, moving);
      if (isSame(before, after)) return undefined;
      for (const part of parts) part.write(row, after[part.path] ?? null);
      return { before };
    },
    giveBack: (row, was, moving) => {
      const { before } = was as { before: Columns };
      const after = movedValues(before, moving);
      const still = parts.filter(({ path, read }) => {
        const isMoved = path in before && !isSame(before[path], after[path]);
        return isMoved && isSame(read(row), after[path]);
      });
      for (const part of still) part.write(row, before[part.path]);
      return still.length > 0;
    },
  };
}

/** The values with the survivor in place of the others, each once. */
function movedValues(values: Columns, { object, from, to }: Moving): Columns {
  const now = new Map([...from].map((id) => [id, to]));
  return Object.fromEntries(
    Object.entries(values).map(([path, value]) => {
      const moved = withIds(value, object, now);
      return [path, Array.isArray(moved) ? [...new Set(moved)] : moved];
    }),
  );
}
