import { valueInBase } from '@crm/currencies';
import { matchKeysOf, repeatsOf } from '@crm/duplicates';
import { KnownStages, placeInPipeline, reportMissing } from '@crm/pipelines';
import { LINKED_THINGS } from '@crm/record-links';
import { defineRecordType, type Edit, NAME_TELLS } from '@crm/records';
import { keepStageHistory } from '@crm/stage-history';
import type { Transaction } from '@platform/database';
import { defineEvent } from '@platform/events';
import type { RequestContext } from '@platform/http';

import { guardConversion, isConverted } from './converted-leads';
import { CreateLeadDto, LeadDto, UpdateLeadDto } from './lead.dto';
import { Lead } from './lead.entity';

const event = (verb: string, summary: string) =>
  defineEvent({
    type: `lead.${verb}`,
    summary,
    object: 'lead',
    payload: LeadDto,
    scope: { name: 'leads:read', allows: 'read leads' },
  });

export const leadType = defineRecordType<Lead>({
  name: 'lead',
  plural: 'leads',
  words: { one: 'a lead', many: 'leads' },
  row: Lead,
  create: CreateLeadDto,
  update: UpdateLeadDto,
  view: LeadDto,
  governed: 'itself',
  lookups: [matchKeysOf('lead')],
  repeats: repeatsOf('lead', LeadDto),
  tells: { ...NAME_TELLS, amount_base: ['amount'] },
  sorts: {
    title: { column: 'title', nullable: true, text: true },
    last_name: { column: 'last_name', nullable: true, text: true },
    amount: { column: 'amount', nullable: true },
    amount_base: { column: 'amount_base', nullable: true },
  },
  reverse: {
    ...LINKED_THINGS,
    contacts: { kind: 'contact', through: 'lead' },
    companies: { kind: 'company', through: 'lead' },
    deals: { kind: 'deal', through: 'lead' },
  },
  rules: leadRules,
  stored: keepStageHistory('lead'),
  moreEvents: [
    {
      event: event('stage_changed', 'A lead came to another stage.'),
      happened: (before, after) => before !== null && before.stage_id !== after.stage_id,
    },
    {
      event: event('converted', 'A lead became a contact, a company or a deal: `converted_to` names them.'),
      happened: (before, after) => isConverted(after) && !isConverted(before),
    },
    {
      event: event('unconverted', 'The conversion of a lead was undone.'),
      happened: (before, after) => isConverted(before) && !isConverted(after),
    },
  ],
});

async function leadRules(edits: readonly Edit<Lead>[], ctx: RequestContext, tx: Transaction): Promise<void> {
  for (const edit of edits) if (!saysSomething(edit.row)) edit.fault('', 'empty_record', EMPTY);
  const stages = new KnownStages('lead', ctx, tx);
  await placeInPipeline(stages, edits);
  const byId = edits.some(mayConcernConversion) ? await stages.byId() : new Map<string, never>();
  for (const edit of edits) guardConversion(edit, byId);
  await reportMissing(stages, edits);
  await valueInBase(edits, ctx, tx);
}

/** Stages are read for those alone that move, or must not change. */
const mayConcernConversion = (edit: Edit<Lead>): boolean =>
  edit.changes('stage_id') || isConverted(edit.before);

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
