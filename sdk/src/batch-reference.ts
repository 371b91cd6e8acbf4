import type { BatchName } from './batch-types.ts';

/** How batches across kinds name each of them. */
export const KINDS = {
  leads: 'lead',
  deals: 'deal',
  contacts: 'contact',
  companies: 'company',
  products: 'product',
  activities: 'activity',
  notes: 'note',
} as const satisfies Record<BatchName, string>;

/** The wire's word for one record, such as `deal`. */
export type KindOf<Name extends BatchName> = (typeof KINDS)[Name];

/** Stands for the id of a record that another operation of the same batch writes. */
export interface IdReference<Kind extends string = KindOf<BatchName>> {
  readonly $ref: `${Kind}-${number}.id`;
}

/** A body whose `company_id`, `contact_id` …, and the ids in `links`, may be references to operations on such records. */
export type Referable<Body> = Body extends readonly (infer Entry)[]
  ? Referable<Entry>[]
  : Body extends object
    ? { [K in keyof Body]: K extends 'links' ? Linked<Body[K]> : Referable<Body[K]> | ReferenceFor<K> }
    : Body;

type Linked<Links> = Links extends readonly (infer Link)[]
  ? { [K in keyof Link]: K extends 'id' ? Link[K] | IdReference : Link[K] }[]
  : Links;

type ReferenceFor<Field> = Field extends `${infer Kind extends KindOf<BatchName>}_id`
  ? IdReference<Kind>
  : never;
