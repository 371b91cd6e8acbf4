import { valueInBase } from '@crm/currencies';
import { KnownStages, placeInPipeline, reportMissing } from '@crm/pipelines';
import { defineRecordType, type Edit } from '@crm/records';
import { keepStageHistory } from '@crm/stage-history';
import type { Transaction } from '@platform/database';
import { defineEvent } from '@platform/events';
import type { RequestContext } from '@platform/http';

import { CreateLeadDto, LeadDto, UpdateLeadDto } from './lead.dto';
import { Lead } from './lead.entity';

export const leadType = defineRecordType<Lead>({
  name: 'lead',
  plural: 'leads',
  words: { one: 'a lead', many: 'leads' },
  row: Lead,
  create: CreateLeadDto,
  update: UpdateLeadDto,
  view: LeadDto,
  sorts: {
    title: { column: 'title', nullable: true, text: true },
    last_name: { column: 'last_name', nullable: true, text: true },
    amount: { column: 'amount', nullable: true },
    amount_base: { column: 'amount_base', nullable: true },
  },
  rules: leadRules,
  stored: keepStageHistory('lead'),
  moreEvents: [
    {
      event: defineEvent({
        type: 'lead.stage_changed',
        summary: 'A lead came to another stage.',
        object: 'lead',
        payload: LeadDto,
        scope: { name: 'leads:read', allows: 'read leads' },
      }),
      happened: (before, after) => before !== null && before.stage_id !== after.stage_id,
    },
  ],
});

async function leadRules(edits: readonly Edit<Lead>[], ctx: RequestContext, tx: Transaction): Promise<void> {
  for (const edit of edits) if (!saysSomething(edit.row)) edit.fault('', 'empty_record', EMPTY);
  const stages = new KnownStages('lead', ctx, tx);
  await placeInPipeline(stages, edits);
  await reportMissing(stages, edits);
  await valueInBase(edits, ctx, tx);
}

const EMPTY = 'Say something of the lead: a title, a name, a phone, an email … any one of them is enough';

/** Any first information is enough to keep a lead, but there must be some. */
const saysSomething = (lead: Lead): boolean =>
  [
    lead.title,
    lead.salutation,
    lead.first_name,
    lead.middle_name,
    lead.last_name,
    lead.company_name,
    lead.job_title,
    lead.birthday,
    lead.comment,
    lead.source,
    lead.source_description,
    lead.address,
    lead.utm,
    lead.amount,
  ].some((value) => value !== null) ||
  [lead.phones, lead.emails, lead.websites, lead.messengers, lead.external_ids].some(
    (list) => list.length > 0,
  ) ||
  Object.keys(lead.custom_fields).length > 0;
