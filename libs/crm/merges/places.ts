import { MERGED_OBJECTS } from '@crm/merged-ids';
import type { Columns } from '@crm/records';

import { columnPlace, listPlace, memberPlace, type Place } from './place';

/** The places that name records in the rows of others; what stands in custom fields is found by `customPlaces`. */
export const PLACES: readonly Place[] = [
  ...['contact', 'company', 'deal'].map((made) =>
    memberPlace(`leads.converted_to.${made}_id`, 'converted_to', {
      owner: 'lead',
      names: [made as 'contact' | 'company' | 'deal'],
      columns: ['leads.converted_to'],
      member: `${made}_id`,
      sql: `SELECT id FROM leads WHERE workspace_id = $1 AND converted_to ->> '${made}_id' = ANY($2) AND converted_to IS NOT NULL`,
    }),
  ),
  listPlace('contacts.companies', 'companies', {
    owner: 'contact',
    names: ['company'],
    columns: ['contacts.companies', 'contacts.company_id', 'contact_companies.company_id'],
    id: 'company_id',
    isPublic: false,
    settle: (row) => {
      const list = row.companies as readonly Columns[];
      row.company_id = list.find(({ primary }) => primary === true)?.company_id ?? null;
    },
    sql: 'SELECT contact_id AS id FROM contact_companies WHERE workspace_id = $1 AND company_id = ANY($2)',
  }),
  columnPlace('companies.parent', 'parent_id', {
    owner: 'company',
    names: ['company'],
    columns: ['companies.parent_id'],
    sql: 'SELECT id FROM companies WHERE workspace_id = $1 AND parent_id = ANY($2) AND merged_into IS NULL',
  }),
  columnPlace('deals.company', 'company_id', {
    owner: 'deal',
    names: ['company'],
    columns: ['deals.company_id'],
    sql: 'SELECT id FROM deals WHERE workspace_id = $1 AND company_id = ANY($2) AND company_id IS NOT NULL AND merged_into IS NULL',
  }),
  listPlace('deals.contacts', 'contacts', {
    owner: 'deal',
    names: ['contact'],
    columns: ['deals.contacts', 'deal_contacts.contact_id'],
    id: 'contact_id',
    isPublic: true,
    sql: 'SELECT deal_id AS id FROM deal_contacts WHERE workspace_id = $1 AND contact_id = ANY($2)',
  }),
  ...(['contact', 'company', 'deal'] as const).map((owner) => {
    const table = { contact: 'contacts', company: 'companies', deal: 'deals' }[owner];
    return columnPlace(`${table}.lead`, 'lead_id', {
      owner,
      names: ['lead'],
      columns: [`${table}.lead_id`],
      sql: `SELECT id FROM ${table} WHERE workspace_id = $1 AND lead_id = ANY($2) AND lead_id IS NOT NULL AND merged_into IS NULL`,
    });
  }),
  lineItems(),
  ...(['activity', 'note', 'file'] as const).map((owner) => {
    const table = { activity: 'activities', note: 'notes', file: 'files' }[owner];
    return listPlace(`${table}.links`, 'links', {
      owner,
      names: MERGED_OBJECTS,
      columns: [`${table}.links`, 'record_links.record_id'],
      id: 'id',
      isPublic: true,
      sql: `SELECT thing_id AS id FROM record_links WHERE workspace_id = $1 AND record_id = ANY($2) AND object = '${owner}'`,
    });
  }),
  columnPlace('form_submissions.lead', 'lead_id', {
    owner: 'form_submission',
    names: ['lead'],
    columns: ['form_submissions.lead_id'],
    sql: 'SELECT id FROM form_submissions WHERE workspace_id = $1 AND lead_id = ANY($2) AND lead_id IS NOT NULL',
  }),
];

/** Lines come behind those of the survivor, and go back to their own places. */
function lineItems(): Place {
  const whole = columnPlace('line_items.deal', 'deal_id', {
    owner: 'line_item',
    names: ['deal'],
    columns: ['line_items.deal_id'],
    sql: `SELECT id FROM line_items WHERE workspace_id = $1 AND deal_id = ANY($2) AND deleted_at IS NULL
      UNION ALL SELECT id FROM line_items WHERE workspace_id = $1 AND deal_id = ANY($2) AND deleted_at IS NOT NULL`,
  });
  return {
    ...whole,
    move: (row, moving) => {
      const was = whole.move(row, moving) as Columns | undefined;
      if (!was) return undefined;
      const { position } = row;
      row.position = null;
      return { ...was, position };
    },
    giveBack: (row, was, moving) => {
      if (!whole.giveBack(row, was, moving)) return false;
      row.position = (was as Columns).position;
      return true;
    },
  };
}
