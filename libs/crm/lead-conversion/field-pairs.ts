import type { Part } from './parts';

/** Where a field of what is made takes its value from: paths of public fields, such as `utm.source`. */
export interface FieldPair {
  /** The lead's field; null leaves the other one empty. */
  readonly from: string | null;
  readonly object: Part;
  readonly to: string;
}

const sameNames = (object: Part, names: readonly string[]): FieldPair[] =>
  names.map((name) => ({ from: name, object, to: name }));

const REACHED_BY = ['address', 'phones', 'emails', 'messengers'];
const CAME_FROM = ['source', 'source_description', 'utm', 'owner_id'];

/** What is taken over unless a workspace's mapping says otherwise. */
export const DEFAULT_PAIRS: readonly FieldPair[] = [
  { from: 'company_name', object: 'company', to: 'name' },
  ...sameNames('company', ['websites', ...CAME_FROM]),
  ...sameNames('contact', ['salutation', 'first_name', 'middle_name', 'last_name', 'job_title', 'birthday']),
  ...sameNames('contact', [...REACHED_BY, 'websites', 'comment', ...CAME_FROM]),
  ...sameNames('deal', ['title', 'amount', 'comment', ...CAME_FROM]),
];

/** How to reach somebody belongs to the person: the company has it when there is no contact. */
const WITHOUT_CONTACT: readonly FieldPair[] = sameNames('company', [...REACHED_BY, 'comment']);

/** What else decides: whether there is a contact, and which custom fields say the same on both sides. */
interface Circumstances {
  readonly hasContact: boolean;
  readonly same: readonly FieldPair[];
}

/** Which pairs hold for one part: the workspace's own, and of the defaults those that they leave. */
export function pairsFor(
  part: Part,
  own: readonly FieldPair[],
  { hasContact, same }: Circumstances,
): FieldPair[] {
  const mine = own.filter(({ object }) => object === part);
  const taken = new Set(mine.map(({ to }) => to));
  const defaults = [...DEFAULT_PAIRS, ...(hasContact ? [] : WITHOUT_CONTACT), ...same];
  return [...defaults.filter(({ object, to }) => object === part && !taken.has(to)), ...mine];
}
