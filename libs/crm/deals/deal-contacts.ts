import { primaryPlace } from '@crm/contact-details';
import { type Columns, defineFieldKind, type Edit, reportUnknown } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toUuid } from '@platform/ids';

import type { DealContactDto } from './deal.dto';
import type { Deal } from './deal.entity';
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

/** Reports contacts that stand twice, or that this workspace does not have. */
export async function checkContacts(
  edits: readonly Edit<Deal>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  const set = edits
    .filter((edit) => edit.given.has('contacts'))
    .flatMap((edit) => edit.row.contacts.map(({ contact_id }, at) => ({ edit, at, contact_id })));
  for (const { edit, at, contact_id } of set) {
    if (edit.row.contacts.findIndex((other) => other.contact_id === contact_id) < at) {
      edit.fault(`/contacts/${at}/contact_id`, 'duplicate', 'Name each contact once');
    }
  }
  await reportUnknown(
    tx,
    ctx.workspaceId,
    'contact',
    set.map(({ edit, at, contact_id }) => ({
      edit: edit,
      pointer: `/contacts/${at}/contact_id`,
      id: toUuid('contact', contact_id) ?? '',
    })),
  );
}
