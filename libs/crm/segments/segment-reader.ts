import { COUNT_CAP, type ListQueryDto, RecordReader, type RecordType, requireScope } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@platform/http';

import type { SegmentCountDto } from './segment.dto';
import { segmentType } from './segment.record-type';

/** A segment by its public id, and the type of its records. */
interface FoundSegment {
  readonly id: string;
  readonly type: RecordType;
}

/** Reads the records that a segment has now. */
@Injectable()
export class SegmentReader {
  constructor(private readonly reader: RecordReader) {}

  /** A segment of records of one of these types; 404 when there is none, 403 when the caller may not read those. */
  async find(ctx: RequestContext, id: string, types: readonly RecordType[]): Promise<FoundSegment> {
    const segment = await this.reader.get(ctx, segmentType, id);
    const type = types.find(({ name }) => name === segment.object);
    if (!type) throw new Error(`There are no segments of ${String(segment.object)} records.`);
    requireScope(ctx, type.scopes.read.name);
    return { id: segment.id, type };
  }

  /** The list of its object, of its records alone. */
  members(ctx: RequestContext, { id, type }: FoundSegment, query: ListQueryDto) {
    return this.reader.list(ctx, type, { ...query, segment: id });
  }

  /** How many records it has; an estimate goes no further than 10,000. */
  async count(
    ctx: RequestContext,
    { id, type }: FoundSegment,
    count: SegmentCount = 'estimate',
  ): Promise<SegmentCountDto> {
    const cap = count === 'exact' ? null : COUNT_CAP;
    const total = await this.reader.count(ctx, type, { segment: id }, cap);
    return { total, is_capped: total === cap };
  }
}

type SegmentCount = 'exact' | 'estimate';
