import { primaryPlace } from '@crm/contact-details';
import { type Columns, defineFieldKind } from '@crm/records';
import { toUuid } from '@platform/ids';

import type { DealContactDto } from './deal.dto';
import { DealContact } from './deal-contact.entity';

/** The contacts of a deal: read from the deal, found from the contact through `deal_contacts`. */
defineFieldKind(
  'deal_contacts',
  {
    store: (value, { name }, row) => {
      row[name] = withPrimary((value ?? []) as DealContactDto[]);
    },
    lookup: {
      row: DealContact,
      owner: 'deal_id',
      rows: (row, field) =>
        contactsIn(row, field).map(({ contact_id, role, primary }) => ({
          deal_id: row.id,
          contact_id: toUuid('contact', contact_id),
          role,
          is_primary: primary,
        })),
    },
    sameness: ({ contact_id }) => String(contact_id),
    listed: {
      kind: 'contact',
      row: DealContact,
      owner: 'deal_id',
      id: 'contact_id',
      beside: 'contact_id',
      as: 'contact',
    },
  },
  'list',
);

const contactsIn = (row: Columns, field: string): DealContactDto[] => row[field] as DealContactDto[];

function withPrimary(contacts: readonly DealContactDto[]): DealContactDto[] {
  const chosen = primaryPlace(contacts);
  return contacts.map(({ contact_id, role = null }, at) => ({ contact_id, role, primary: at === chosen }));
}

/** The contacts of a deal, as a list that names records. */
export const DEAL_CONTACTS = { field: 'contacts', beside: 'contact_id', kind: 'contact' } as const;
