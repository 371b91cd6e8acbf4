import { matchKeysOf, repeatsOf } from '@crm/duplicates';
import { LINKED_THINGS } from '@crm/record-links';
import { checkListed, defineRecordType, type Edit, NAME_TELLS } from '@crm/records';

import { ContactDto, CreateContactDto, UpdateContactDto } from './contact.dto';
import { Contact } from './contact.entity';
import { CONTACT_COMPANIES, settlePrimary } from './contact-companies';

export const contactType = defineRecordType<Contact>({
  name: 'contact',
  plural: 'contacts',
  words: { one: 'a contact', many: 'contacts' },
  row: Contact,
  create: CreateContactDto,
  update: UpdateContactDto,
  view: ContactDto,
  governed: 'itself',
  lookups: [matchKeysOf('contact')],
  repeats: repeatsOf('contact', ContactDto),
  tells: { ...NAME_TELLS, company_id: ['companies'], companies: ['company_id'] },
  sorts: { last_name: { column: 'last_name', nullable: true, text: true } },
  reverse: { deals: { kind: 'deal', through: 'contacts' }, ...LINKED_THINGS },
  rules: async (edits, ctx, tx) => {
    for (const edit of edits) contactRules(edit);
    await checkListed(edits, CONTACT_COMPANIES, ctx, tx);
  },
});

function contactRules(edit: Edit<Contact>): void {
  const { row } = edit;
  edit.fill('include_in_export', true);
  settlePrimary(edit);
  const named = [row.first_name, row.middle_name, row.last_name].some((name) => name !== null);
  if (!named && row.phones.length === 0 && row.emails.length === 0) {
    edit.fault('', 'empty_record', 'A contact needs a name, a phone or an email');
  }
}
