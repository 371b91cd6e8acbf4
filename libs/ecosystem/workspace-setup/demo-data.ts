import { TeamService } from '@access/teams';
import { MemberService } from '@access/workspaces';
import { ClusterKeeper } from '@crm/duplicate-clusters';
import { formType } from '@crm/forms';
import { MATCHED_OBJECTS } from '@crm/matching';
import { PipelineMaker } from '@crm/pipelines';
import { RecordService } from '@crm/records';
import { segmentType } from '@crm/segments';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { LogSignals } from '@platform/events';
import { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { COLLEAGUES } from './demo/offer';
import { PastRecords } from './demo/past-records';
import { planOf } from './demo/plan';
import { SeededRandom } from './demo/random';
import { DemoYear } from './demo/year';

/** The same year in every demo workspace; only its days are counted from now. */
const SEED = 20_261_128;

/** Fills a workspace with a year of a company that furnishes offices, so that a first look finds something to look at. */
@Injectable()
export class DemoData {
  constructor(
    private readonly records: RecordService,
    private readonly members: MemberService,
    private readonly teams: TeamService,
    private readonly pipelines: PipelineMaker,
    private readonly signals: LogSignals,
  ) {}

  /** Fills a workspace that is new and empty; nothing happens to any other one. Of two processes at once one does it. */
  async fillOnce(tx: Transaction, workspaceId: string, now: Date): Promise<void> {
    const since = new Date(now.getTime() - NEW_FOR_MS);
    if ((await tx.sql('demo.hold_new', HOLD_NEW, [workspaceId, since])).length === 0) return;
    const [found] = await tx.sql<{ admin_id: string }>('demo.admin_of_empty', ADMIN_OF_EMPTY, [workspaceId]);
    if (found) await this.fill(tx, RequestContext.system(workspaceId, now), found.admin_id);
  }

  private async fill(tx: Transaction, ctx: RequestContext, adminId: string): Promise<void> {
    const owners = [toTypeId('member', adminId), ...(await this.colleagues(tx, ctx))];
    await this.teams.add(tx, ctx, { name: 'Sales', member_ids: owners, lead_id: owners[1] ?? null });
    const services = await this.pipelines.make(ctx, { object: 'deal', name: 'Services', position: 20 }, tx);
    const random = new SeededRandom(SEED);
    const past = new PastRecords(this.signals, tx, ctx.workspaceId);
    const year = new DemoYear({ past, random, owners, services: services.id, tx, ctx });
    await year.write(planOf(random, owners.length));
    const clusters = new ClusterKeeper(past.writer);
    for (const object of MATCHED_OBJECTS) await clusters.begin(tx, ctx, object);
    await this.records.createMany(ctx, segmentType, { inputs: SEGMENTS }, tx);
    await this.records.createMany(ctx, formType, { inputs: [{ ...FORM, owner_id: owners[1] }] }, tx);
  }

  private async colleagues(tx: Transaction, ctx: RequestContext): Promise<string[]> {
    const ids: string[] = [];
    for (const [name, local] of COLLEAGUES) {
      const member = await this.members.add(tx, ctx, { name, email: `${local}@dealwright.example` });
      ids.push(member.id);
    }
    return ids;
  }
}

/** Whoever has come to know an empty workspace is not surprised later. */
const NEW_FOR_MS = 60 * 60 * 1000;

const HOLD_NEW = 'SELECT id FROM workspaces WHERE id = $1 AND created_at > $2 FOR NO KEY UPDATE';

const ADMIN_OF_EMPTY = `
  SELECT id AS admin_id FROM members
  WHERE workspace_id = $1
    AND NOT EXISTS (SELECT 1 FROM companies WHERE workspace_id = $1)
    AND NOT EXISTS (SELECT 1 FROM products WHERE workspace_id = $1)
  ORDER BY id LIMIT 1`;

const SEGMENTS = [
  {
    name: 'Large deals under way',
    object: 'deal',
    filter: { won_at: null, lost_at: null, amount: { gte: '10000', currency: 'EUR' } },
  },
  {
    name: 'Clients in health care and education',
    object: 'company',
    filter: { type: 'customer', industry: { in: ['health_care', 'education'] } },
  },
];

const FORM = {
  name: 'Ask for a quote',
  object: 'lead',
  fields: [
    { name: 'first_name', label: 'First name' },
    { name: 'last_name', label: 'Last name', required: true },
    { name: 'company_name', label: 'Company' },
    { name: 'emails', label: 'Email', required: true, placeholder: 'you@example.com' },
    { name: 'phones', label: 'Phone' },
    { name: 'comment', label: 'What do you need?', placeholder: 'Rooms, people, dates' },
  ],
  consent: { text: 'I agree that my data is stored to answer my question.', required: true },
  success_message: 'Thank you! You will hear from us within one working day.',
};
