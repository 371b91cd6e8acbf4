import type { MatchedObject } from '@crm/matching';
import { type Columns, draftRow, type RecordType, readableRow, seenType } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database, Rollback } from '@platform/database';
import { invalidRequest, notFound, type RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

import { type Asked, findCandidates, MOST_TOLD } from './candidates';
import type { DuplicateSearchInput } from './duplicates.dto';
import { rulesInUse } from './rules-in-use';
import { toldCandidate } from './told-candidate';

/** Looks for records that may be the same as one that is there, or as one that is still to be saved. */
@Injectable()
export class DuplicateSearch {
  constructor(private readonly database: Database) {}

  /** It sees what was stored before it began. Problems: 400 unless one of both is given, 404 for an id of nothing. */
  async search(ctx: RequestContext, type: RecordType, input: DuplicateSearchInput) {
    const { workspaceId } = ctx;
    const asked = await this.asked(ctx, type, input);
    const rules = await rulesInUse(this.database, workspaceId, type.name as MatchedObject);
    const seen = await seenType(this.database, ctx, type);
    const search = { workspaceId, type: seen, rules };
    const [found] = await findCandidates(this.database, search, [asked]);
    const data =
      found?.candidates.slice(0, MOST_TOLD).map((one) => toldCandidate(type.name as MatchedObject, one)) ??
      [];
    return { data, too_common: found?.tooCommon ?? [] };
  }

  private async asked(
    ctx: RequestContext,
    type: RecordType,
    { id, data }: DuplicateSearchInput,
  ): Promise<Asked> {
    if ((id ?? null) !== null && (data ?? null) !== null) throw invalidRequest([BOTH]);
    if (data) return { id: null, row: await this.draft(ctx, type, data) };
    const stored = id ? toUuid(type.name, id) : null;
    if (stored === null) throw invalidRequest([NEITHER]);
    const row = await readableRow(this.database, ctx, type, stored);
    if (!row) throw notFound(type.name);
    return { id: row.id, row };
  }

  /** The row that a draft would become, of which nothing stays. */
  private draft(ctx: RequestContext, type: RecordType, data: object): Promise<Columns> {
    return this.database.transaction(async (tx): Promise<Columns> => {
      throw new Rollback(await draftRow(tx, ctx, type, data));
    });
  }
}

const BOTH = { pointer: '/data', code: 'not_together', detail: 'Send id or data, not both' };
const NEITHER = { pointer: '', code: 'required', detail: 'Send id, or data' };
