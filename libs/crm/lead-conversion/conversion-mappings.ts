import { leadType } from '@crm/leads';
import { ownType, type RecordType } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { defineEvent, Outbox } from '@platform/events';
import { type Fault, type RequestContext, unprocessable } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { LeadConversionMappingDto } from './conversion-mapping.dto';
import type { LeadConversionMapping } from './conversion-mapping.entity';
import { DEFAULT_PAIRS, type FieldPair } from './field-pairs';
import { fits, mappableField } from './mappable-fields';
import { PART_TYPES } from './parts';

const mappingUpdated = defineEvent({
  type: 'lead_conversion_mapping.updated',
  summary: 'The workspace has changed which fields conversions of leads take over.',
  object: 'workspace',
  payload: LeadConversionMappingDto,
  scope: leadType.scopes.read,
});

type Stored = Pick<LeadConversionMapping, 'version' | 'pairs' | 'updated_at'>;

/** What each workspace says about the fields that conversions take over. */
@Injectable()
export class ConversionMappings {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  async get(ctx: RequestContext): Promise<LeadConversionMappingDto> {
    return answered(ctx, await this.find(ctx, this.database));
  }

  /** The workspace's own pairs. */
  async pairs(ctx: RequestContext, sql: Sql): Promise<readonly FieldPair[]> {
    return (await this.find(ctx, sql))?.pairs ?? [];
  }

  /** Problems: 422 for pairs of fields that are not there, or that do not fit one another. */
  async put(
    ctx: RequestContext,
    pairs: readonly FieldPair[],
    tx: Transaction,
  ): Promise<LeadConversionMappingDto> {
    const lead = await ownType(tx, ctx.workspaceId, leadType, { fresh: true });
    const faults: Fault[] = [];
    for (const [at, pair] of pairs.entries()) {
      const target = await ownType(tx, ctx.workspaceId, PART_TYPES[pair.object], { fresh: true });
      faults.push(...faultsOf(pair, at, { pairs, lead, target }));
    }
    if (faults.length > 0) throw unprocessable(faults);
    const { workspaceId, now, actor } = ctx;
    const [stored] = await tx.sql<Stored & { former: FieldPair[] | null }>(
      'lead_conversion_mappings.put',
      PUT,
      [workspaceId, JSON.stringify(pairs), now, JSON.stringify(actor)],
    );
    if (!stored) throw new Error('A mapping was put and is not there.');
    const answer = answered(ctx, stored);
    await this.outbox.add(tx, ctx, [
      {
        definition: mappingUpdated,
        privileged: mappingUpdated.type,
        objectId: workspaceId,
        objectVersion: stored.version,
        object: answer,
        changes: { pairs: { from: stored.former ?? [], to: pairs } },
      },
    ]);
    return answer;
  }

  private async find({ workspaceId }: RequestContext, sql: Sql): Promise<Stored | undefined> {
    const [row] = await sql.sql<Stored>('lead_conversion_mappings.find', FIND, [workspaceId]);
    return row;
  }
}

function answered({ workspaceId }: RequestContext, stored: Stored | undefined): LeadConversionMappingDto {
  return {
    pairs: stored?.pairs.map(({ from, object, to }) => ({ from, object, to })) ?? [],
    id: toTypeId('workspace', workspaceId),
    version: stored?.version ?? 0,
    defaults: [...DEFAULT_PAIRS],
    updated_at: stored?.updated_at.toISOString() ?? null,
  };
}

interface Checked {
  readonly pairs: readonly FieldPair[];
  readonly lead: RecordType;
  readonly target: RecordType;
}

function faultsOf({ from, object, to }: FieldPair, at: number, { pairs, lead, target }: Checked): Fault[] {
  const source = from === null ? null : mappableField(lead, 'view', from);
  const there = mappableField(target, 'update', to);
  const fault = (name: string, code: string, detail: string): Fault[] => [
    { pointer: `/pairs/${at}/${name}`, code, detail },
  ];
  if (source === undefined) return fault('from', 'unknown_field', `A lead has no field "${from ?? ''}"`);
  if (!there) return fault('to', 'unknown_field', `No field "${to}" can be given to a ${object}`);
  if (pairs.findIndex((one) => one.object === object && one.to === to) < at)
    return fault('to', 'duplicate', 'Say once where a field is taken from');
  if (source && !fits(source, there))
    return fault('to', 'incompatible_field', `"${to}" cannot hold what "${from ?? ''}" says`);
  return [];
}

const FIND = 'SELECT version, pairs, updated_at FROM lead_conversion_mappings WHERE workspace_id = $1';

/** The former pairs are read before the row is written: a statement sees what was there when it began. */
const PUT = `
  INSERT INTO lead_conversion_mappings AS m (workspace_id, version, pairs, updated_at, updated_by)
  VALUES ($1, 1, $2, $3, $4)
  ON CONFLICT ON CONSTRAINT lead_conversion_mappings_pkey DO UPDATE
    SET version = m.version + 1, pairs = excluded.pairs, updated_at = excluded.updated_at, updated_by = excluded.updated_by
    WHERE m.workspace_id = $1
  RETURNING version, pairs, updated_at,
    (SELECT f.pairs FROM lead_conversion_mappings AS f WHERE f.workspace_id = $1) AS former`;
