import { DUPLICATE_SCOPES } from '@crm/duplicates';
import { comparedFields, MATCHED_OBJECTS, type MatchedObject } from '@crm/matching';
import { defineRecordType, reachable, recordTypeOf, rowTable } from '@crm/records';
import { defineEvent } from '@platform/events';
import type { Rights } from '@platform/http';

import { DuplicateClusterDto, NewDuplicateClusterDto } from './duplicate-cluster.dto';
import { DuplicateCluster } from './duplicate-cluster.entity';

/** What edits name when somebody takes a record out of a cluster by hand. */
export const BY_HAND = 'record_ids';

const event = (verb: 'dismissed' | 'reopened', summary: string) =>
  defineEvent({
    type: `duplicate_cluster.${verb}`,
    summary,
    object: 'duplicate_cluster',
    payload: DuplicateClusterDto,
    scope: DUPLICATE_SCOPES.read,
  });

/** Kept by the worker and read over the API; people only say what is not the same. */
export const duplicateClusterType = defineRecordType<DuplicateCluster>({
  name: 'duplicate_cluster',
  plural: 'duplicate_clusters',
  segment: 'duplicate-clusters',
  words: { one: 'a cluster of duplicates', many: 'clusters of duplicates' },
  row: DuplicateCluster,
  create: NewDuplicateClusterDto,
  update: NewDuplicateClusterDto,
  view: DuplicateClusterDto,
  scopes: DUPLICATE_SCOPES,
  routes: [],
  sorts: { score: { column: 'score' }, size: { column: 'size' } },
  privileged: ({ before, row, given }) =>
    before !== null && (before.state !== row.state || given.has(BY_HAND)),
  moreEvents: [
    {
      event: event('dismissed', 'Somebody said that the records of a cluster are not the same.'),
      happened: (before, after) => before?.state === 'open' && after.state === 'dismissed',
    },
    {
      event: event('reopened', 'Somebody took it back that the records of a cluster are not the same.'),
      happened: (before, after) => before?.state === 'dismissed' && after.state === 'open',
    },
  ],
  reaches: (rights, alias) => {
    const conditions = MATCHED_OBJECTS.flatMap((object) => limitsOf(rights, object, alias) ?? []);
    return conditions.length === 0 ? null : conditions.join(' AND ');
  },
});

/** Whoever may not read one of its records, or a field by which they are compared, is not told of a cluster. */
function limitsOf(rights: Rights, object: MatchedObject, alias: string): string | null {
  const type = recordTypeOf(object);
  if (!type) return null;
  const isOther = `${alias}.object <> '${object}'`;
  const fields = rights.objects.get(object)?.fields;
  const compared = comparedFields(object).flatMap(({ columns }) => columns);
  if (compared.some((column) => fields?.get(column) === 'hidden')) return `(${isOther})`;
  const readable = reachable(type, rights, 'read', `${alias}_record`);
  if (readable === null) return null;
  return `(${isOther} OR NOT EXISTS (
    SELECT 1 FROM duplicate_cluster_members AS ${alias}_member
    JOIN ${rowTable(type.row).table} AS ${alias}_record
      ON ${alias}_record.workspace_id = $1 AND ${alias}_record.id = ${alias}_member.record_id
    WHERE ${alias}_member.workspace_id = $1 AND ${alias}_member.cluster_id = ${alias}.id
      AND (${readable}) IS NOT TRUE))`;
}
