import { check, field } from '@platform/http';

import { isAddressOrNetwork } from './addresses';

const MAX_ADDRESSES = 50;

/** The addresses that something is bound to. */
export const AddressesField = ({ optional = false } = {}) =>
  field(
    'texts',
    {
      type: 'array',
      maxItems: MAX_ADDRESSES,
      items: { type: 'string', minLength: 1, maxLength: 50 },
      description:
        'The IP addresses and networks (CIDR) that requests may come from; from anywhere when there are none.',
    },
    [
      check(
        'areAddresses',
        `must be a list of at most ${MAX_ADDRESSES} IP addresses or networks, such as 203.0.113.7 or 2001:db8::/32`,
        areAddresses,
      ),
    ],
    { example: ['203.0.113.0/24'], optional, nullable: false },
  );

const areAddresses = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= MAX_ADDRESSES &&
  value.every((entry) => typeof entry === 'string' && isAddressOrNetwork(entry));
