import { type Columns, defineFieldKind } from '@crm/records';
import { check, field } from '@platform/http';
import { exampleId, type IdKind, kindOf, toTypeId, toUuid } from '@platform/ids';

import { DuplicateClusterMember } from './duplicate-cluster.entity';

/** How many records a cluster holds at most. */
export const MOST_MEMBERS = 200;

/** The records of a cluster: read from its own row, found from a record through `duplicate_cluster_members`. */
defineFieldKind(
  'cluster_records',
  {
    present: (row, { name }) => idsIn(row, name).map((id) => toTypeId(row.object as IdKind, id)),
    lookup: {
      row: DuplicateClusterMember,
      owner: 'cluster_id',
      from: ['deleted_at'],
      rows: (row, name) =>
        row.deleted_at ? [] : idsIn(row, name).map((record_id) => ({ cluster_id: row.id, record_id })),
    },
    filter: ({ name }) => ({
      field: {
        list: true,
        areIds: true,
        at: [name],
        example: `"${exampleId('contact')}"`,
        normalize: (value) => storedIdOf(value) && value,
        isEmpty: (row) => `${row}.size = 0`,
        has: (row, value, bind) =>
          `EXISTS (SELECT 1 FROM duplicate_cluster_members AS k WHERE k.workspace_id = $1
            AND k.record_id = ${bind(storedIdOf(value))} AND k.cluster_id = ${row}.id)`,
      },
    }),
  },
  'list',
);

const idsIn = (row: Columns, name: string): string[] => (row[name] ?? []) as string[];

/** The stored id behind a public one of any kind of record. */
export function storedIdOf(id: string): string | null {
  const kind = kindOf(id);
  return kind && toUuid(kind, id);
}

/** The records of a cluster. */
export const ClusterRecordsField = (): PropertyDecorator =>
  field(
    'cluster_records',
    { type: 'array', maxItems: MOST_MEMBERS, items: { type: 'string' } },
    [check('isArray', 'must be a list of ids', Array.isArray)],
    {
      example: [exampleId('contact')],
      description: `Its records, the oldest first; at most ${MOST_MEMBERS}. Filters ask for one by its id.`,
    },
  );

/** A share that is stored exactly. */
defineFieldKind('cluster_score', {
  present: (row, { name }) => Number(row[name]),
  filter: ({ name }) => ({ field: { type: 'decimal', at: [name], value: (row) => `${row}."${name}"` } }),
});

/** The score of a cluster. */
export const ClusterScoreField = (): PropertyDecorator =>
  field('cluster_score', { type: 'number', minimum: 0, maximum: 1 }, [], {
    example: 0.963,
    description: 'The highest score of its pairs.',
  });
