import { type Columns, defineFieldKind } from '@crm/records';
import { segmentIdsIn } from '@platform/filters';
import { check, field } from '@platform/http';
import { toUuid } from '@platform/ids';

import { SegmentUse } from './segment-use.entity';

/** The filter of a row as it was written. */
export const filterIn = (row: Columns, name = 'filter'): unknown =>
  typeof row[name] === 'string' ? JSON.parse(row[name]) : null;

/** A filter as JSON text; the segments that it names are found through `segment_uses`. */
defineFieldKind('kept_filter', {
  store: (value, { name }, row) => {
    row[name] = value === null ? null : JSON.stringify(value);
  },
  present: (row, { name }) => filterIn(row, name),
  lookup: {
    row: SegmentUse,
    owner: 'segment_id',
    rows: (row, name) =>
      [...new Set(segmentIdsIn(filterIn(row, name)))].map((id) => ({
        used_id: toUuid('segment', id),
        segment_id: row.id,
      })),
  },
});

/** A filter that is kept. */
export const KeptFilterField = () =>
  field(
    'kept_filter',
    {
      type: 'object',
      description:
        'Conditions as in lists of the object; see the guide to filters. Kept as it is written: relative times and `"me"` mean what they mean when it is used.',
    },
    [
      check(
        'isObject',
        'must be an object of conditions',
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      ),
    ],
    { example: { industry: 'retail', created_at: { gte: '-90d' } } },
  );
