import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';
import { RecordService } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

/** Fills a workspace with a few clients and deals, so that a first look finds something. */
@Injectable()
export class DemoData {
  constructor(private readonly records: RecordService) {}

  async fill(tx: Transaction, ctx: RequestContext, memberId: string): Promise<void> {
    const owner_id = toTypeId('member', memberId);
    const [company] = await this.records.createMany(
      ctx,
      companyType,
      { inputs: COMPANIES.map((company) => ({ ...company, owner_id })) },
      tx,
    );
    const contacts = await this.records.createMany(
      ctx,
      contactType,
      { inputs: CONTACTS.map((contact) => ({ ...contact, owner_id, company_id: company?.id })) },
      tx,
    );
    const people = contacts.map(({ id }, at) => ({ contact_id: id, primary: at === 0 }));
    await this.records.createMany(
      ctx,
      dealType,
      { inputs: DEALS.map((deal) => ({ ...deal, owner_id, company_id: company?.id, contacts: people })) },
      tx,
    );
    await this.records.createMany(
      ctx,
      leadType,
      { inputs: LEADS.map((lead) => ({ ...lead, owner_id })) },
      tx,
    );
  }
}

const COMPANIES = [
  {
    name: 'Atelier Lefèvre',
    type: 'customer',
    industry: 'construction',
    employee_count: '10-49',
    emails: [{ value: 'bonjour@atelier-lefevre.example' }],
    phones: [{ value: '+33 1 42 68 53 00', type: 'work' }],
    address: { line1: '12 rue de la Paix', city: 'Paris', postal_code: '75002', country: 'FR' },
    source: 'recommendation',
  },
];

const CONTACTS = [
  {
    first_name: 'Camille',
    last_name: 'Lefèvre',
    job_title: 'Managing director',
    type: 'client',
    emails: [{ value: 'camille@atelier-lefevre.example' }],
    phones: [{ value: '+33 6 12 34 56 78' }],
  },
  {
    first_name: 'Hugo',
    last_name: 'Martin',
    job_title: 'Purchasing',
    type: 'client',
    emails: [{ value: 'hugo@atelier-lefevre.example' }],
  },
];

const DEALS = [
  { title: 'Workbenches for the new hall', amount: { amount: '18400.00', currency: 'EUR' }, type: 'goods' },
  { title: 'Yearly maintenance', amount: { amount: '2400.00', currency: 'EUR' }, type: 'service_contract' },
];

const LEADS = [
  {
    title: 'Question about delivery to Lyon',
    first_name: 'Inès',
    last_name: 'Moreau',
    emails: [{ value: 'ines.moreau@mail.example' }],
    source: 'web_form',
    utm: { source: 'google', medium: 'cpc', campaign: 'autumn' },
  },
  { first_name: 'Jonas', phones: [{ value: '+49 30 901820' }], source: 'call' },
];
