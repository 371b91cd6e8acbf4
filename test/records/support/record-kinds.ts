import type { ApiClient } from '../../support/api-client';

/** What the tests of every kind of record need to know of one kind. */
export interface RecordKind {
  readonly name: string;
  readonly prefix: string;
  readonly table: string;
  /** The name of the contract of its create requests in the OpenAPI document. */
  readonly contract: string;
  /** Where its records are in a workspace. */
  collection(client: ApiClient): Promise<string>;
  /** As little as a create request may say. */
  readonly minimal: Readonly<Record<string, unknown>>;
  /** What a minimal record answers for the fields that nobody named. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** A change of one field, and of another one. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly otherChange: Readonly<Record<string, unknown>>;
  /** Sets a field that null empties. */
  readonly optional: Readonly<Record<string, unknown>>;
  /** What the optional field is after null. */
  readonly emptied: unknown;
  /** A field that must not be emptied, if there is one. */
  readonly needed?: string;
  /** A request with exactly these faults. */
  readonly faulty: { readonly body: object; readonly pointers: readonly string[] };
}

const at = (path: string) => () => Promise.resolve(path);

const person = {
  address: null,
  phones: [],
  emails: [],
  websites: [],
  messengers: [],
  external_ids: [],
  owner_id: null,
  source: null,
  comment: null,
  utm: null,
  salutation: null,
  birthday: null,
};

const badPerson = {
  body: {
    first_name: 5,
    birthday: '2026-02-30',
    emails: [{ value: 'nobody' }],
    phones: [{ type: 'mobile' }],
    source: 'Dreams!',
    address: { country: 'fr' },
    nonsense: true,
  },
  pointers: [
    '/address/country',
    '/birthday',
    '/emails/0/value',
    '/first_name',
    '/nonsense',
    '/phones/0/value',
    '/source',
  ],
};

const staged = {
  stage_id: expect.stringMatching(/^stag_/),
  pipeline_id: expect.stringMatching(/^pipe_/),
  stage_changed_at: expect.stringMatching(/Z$/),
};

/** The kinds of client data: the same life, different fields. */
export const CLIENT_KINDS: readonly RecordKind[] = [
  {
    name: 'lead',
    prefix: 'lead',
    table: 'leads',
    contract: 'CreateLead',
    collection: at('/v1/leads'),
    minimal: { title: 'Question about delivery' },
    defaults: { ...person, ...staged, first_name: null, amount: null },
    change: { title: 'Another question' },
    otherChange: { comment: 'Wants a call' },
    optional: { company_name: 'Dubois SARL' },
    emptied: null,
    faulty: badPerson,
  },
  {
    name: 'deal',
    prefix: 'deal',
    table: 'deals',
    contract: 'CreateDeal',
    collection: at('/v1/deals'),
    minimal: { title: '20 desks' },
    defaults: {
      ...staged,
      amount: null,
      amount_mode: 'manual',
      probability: 10,
      contacts: [],
      company_id: null,
      owner_id: null,
      external_ids: [],
      won_at: null,
      lost_at: null,
    },
    change: { title: '30 desks' },
    otherChange: { comment: 'Urgent' },
    optional: { amount: { amount: '10.50', currency: 'EUR' } },
    emptied: null,
    needed: 'title',
    faulty: {
      body: {
        amount: { amount: 10, currency: 'eur' },
        probability: 101,
        begins_on: '21.11.2026',
        contacts: [{ contact_id: 'deal_01jc6nrygyfgx9y01bdgemwqv0', role: 7 }],
        nonsense: true,
      },
      pointers: [
        '/amount/amount',
        '/amount/currency',
        '/begins_on',
        '/contacts/0/contact_id',
        '/contacts/0/role',
        '/nonsense',
        '/probability',
        '/title',
      ],
    },
  },
  {
    name: 'contact',
    prefix: 'cont',
    table: 'contacts',
    contract: 'CreateContact',
    collection: at('/v1/contacts'),
    minimal: { first_name: 'Amélie' },
    defaults: { ...person, last_name: null, company_id: null, include_in_export: true, type: null },
    change: { first_name: 'Inès' },
    otherChange: { comment: 'Likes tea' },
    optional: { job_title: 'Head of purchasing' },
    emptied: null,
    faulty: badPerson,
  },
  {
    name: 'company',
    prefix: 'comp',
    table: 'companies',
    contract: 'CreateCompany',
    collection: at('/v1/companies'),
    minimal: { name: 'Dubois SARL' },
    defaults: { address: null, phones: [], emails: [], industry: null, annual_revenue: null, owner_id: null },
    change: { name: 'Dubois & Fils' },
    otherChange: { comment: 'Pays late' },
    optional: { industry: 'retail' },
    emptied: null,
    needed: 'name',
    faulty: {
      body: { industry: 'Piracy!', websites: {}, messengers: [{ value: '' }], nonsense: true },
      pointers: ['/industry', '/messengers/0/value', '/name', '/nonsense', '/websites'],
    },
  },
];

/** What is sold lives like other records, and comes in masses too. */
const PRODUCT_KIND: RecordKind = {
  name: 'product',
  prefix: 'prod',
  table: 'products',
  contract: 'CreateProduct',
  collection: at('/v1/products'),
  minimal: { name: 'Oak desk' },
  defaults: {
    sku: null,
    category: null,
    unit: null,
    prices: [],
    tax_rate: null,
    tax_included: false,
    active: true,
    external_ids: [],
  },
  change: { name: 'Elm desk' },
  otherChange: { category: 'Furniture' },
  optional: { tax_rate: '19' },
  emptied: null,
  needed: 'name',
  faulty: {
    body: {
      prices: [{ amount: 10, currency: 'eur' }],
      sku: '',
      tax_rate: '100.1',
      tax_included: 'no',
      nonsense: true,
    },
    pointers: [
      '/name',
      '/nonsense',
      '/prices/0/amount',
      '/prices/0/currency',
      '/sku',
      '/tax_included',
      '/tax_rate',
    ],
  },
};
/** What belongs to the data of clients. */
const WORK_KINDS: readonly RecordKind[] = [
  {
    name: 'activity',
    prefix: 'actv',
    table: 'activities',
    contract: 'CreateActivity',
    collection: at('/v1/activities'),
    minimal: { type: 'call', subject: 'Call back' },
    defaults: {
      description: null,
      direction: null,
      due_at: null,
      starts_at: null,
      ends_at: null,
      done: false,
      done_at: null,
      outcome: null,
      priority: 'normal',
      duration_seconds: null,
      links: [],
      owner_id: null,
      external_ids: [],
    },
    change: { subject: 'Call back tomorrow' },
    otherChange: { priority: 'high' },
    optional: { direction: 'incoming' },
    emptied: null,
    needed: 'subject',
    faulty: {
      body: {
        type: 'dance',
        due_at: 'tomorrow',
        duration_seconds: -1,
        links: [{ id: 'pipe_01jc6nrygyfgx9y01bdgemwqv0' }],
        nonsense: true,
      },
      pointers: ['/due_at', '/duration_seconds', '/links/0/id', '/nonsense', '/subject', '/type'],
    },
  },
  {
    name: 'note',
    prefix: 'note',
    table: 'notes',
    contract: 'CreateNote',
    collection: at('/v1/notes'),
    minimal: { text: 'Prefers delivery before noon' },
    defaults: { pinned: false, links: [], external_ids: [], written_at: expect.stringMatching(/Z$/) },
    change: { text: 'Prefers delivery after noon' },
    otherChange: { pinned: true },
    optional: { pinned: true },
    emptied: false,
    needed: 'text',
    faulty: {
      body: { pinned: 'yes', links: {}, nonsense: true },
      pointers: ['/links', '/nonsense', '/pinned', '/text'],
    },
  },
];

/** The lines of a deal. */
const LINE_ITEM_KIND: RecordKind = {
  name: 'line_item',
  prefix: 'line',
  table: 'line_items',
  contract: 'CreateLineItem',
  collection: async (client) =>
    `/v1/deals/${(await client.create('/v1/deals', { title: '20 desks' })).id}/line-items`,
  minimal: { name: 'Oak desk', unit_price: '499.90' },
  defaults: {
    product_id: null,
    quantity: '1',
    unit: null,
    discount: null,
    tax_rate: '0',
    tax_included: false,
    currency: 'EUR',
    net: '499.90',
    tax: '0.00',
    total: '499.90',
  },
  change: { name: 'Elm desk' },
  otherChange: { tax_rate: '20' },
  optional: { unit: 'piece' },
  emptied: null,
  faulty: {
    body: {
      quantity: '0',
      unit_price: 5,
      discount: { type: 'much', value: '-1' },
      tax_rate: '100.1',
      position: -1,
      nonsense: true,
    },
    pointers: [
      '/discount/type',
      '/discount/value',
      '/nonsense',
      '/position',
      '/quantity',
      '/tax_rate',
      '/unit_price',
    ],
  },
};

/** Pipelines and their stages live like other records. */
export const PIPELINE_KINDS: readonly RecordKind[] = [
  {
    name: 'pipeline',
    prefix: 'pipe',
    table: 'pipelines',
    contract: 'CreatePipeline',
    collection: at('/v1/pipelines'),
    minimal: { name: 'Partners', object: 'deal' },
    defaults: { position: 0, is_default: false },
    change: { name: 'Resellers' },
    otherChange: { position: 70 },
    optional: { position: 30 },
    emptied: 0,
    needed: 'name',
    faulty: {
      body: { object: 'contact', position: 1.5, nonsense: true },
      pointers: ['/name', '/nonsense', '/object', '/position'],
    },
  },
  {
    name: 'stage',
    prefix: 'stag',
    table: 'stages',
    contract: 'CreateStage',
    collection: async (client) => {
      const { body } = await client.post('/v1/pipelines', { name: 'Partners', object: 'deal' }).expect(201);
      return `/v1/pipelines/${body.id}/stages`;
    },
    minimal: { name: 'Proposal sent' },
    defaults: { kind: 'regular', group: 'open', color: '#A8ADB4', position: 500, probability: 50 },
    change: { name: 'Proposal read' },
    otherChange: { position: 70 },
    optional: { color: '#2FC6F6' },
    emptied: '#A8ADB4',
    needed: 'name',
    faulty: {
      body: { color: 'blue', kind: 'initial', probability: -1, nonsense: true },
      pointers: ['/color', '/kind', '/name', '/nonsense', '/probability'],
    },
  },
];

/** Segments live like other records. */
const SEGMENT_KIND: RecordKind = {
  name: 'segment',
  prefix: 'segm',
  table: 'segments',
  contract: 'CreateSegment',
  collection: at('/v1/segments'),
  minimal: { name: 'Retailers', object: 'company', filter: { industry: 'retail' } },
  defaults: { description: null },
  change: { name: 'Shops' },
  otherChange: { filter: { industry: 'delivery' } },
  optional: { description: 'Who buys for a shop' },
  emptied: null,
  needed: 'name',
  faulty: {
    body: { object: 'pipeline', filter: [], description: 5, nonsense: true },
    pointers: ['/description', '/filter', '/name', '/nonsense', '/object'],
  },
};

/** The kinds that come in masses: with batches, and found by the ids that they have in other systems. */
export const MASS_KINDS: readonly RecordKind[] = [...CLIENT_KINDS, PRODUCT_KIND];

/** Values of directories, too. */
const DIRECTORY_KINDS: readonly RecordKind[] = [
  {
    name: 'directory_value',
    prefix: 'dval',
    table: 'directory_values',
    contract: 'CreateDirectoryValue',
    collection: at('/v1/directories/event_type/values'),
    minimal: { name: 'Workshop' },
    defaults: { key: expect.stringMatching(/^workshop/), system: false, color: null, position: 500 },
    change: { name: 'Seminar' },
    otherChange: { position: 70 },
    optional: { color: '#2FC6F6' },
    emptied: null,
    needed: 'name',
    faulty: {
      body: { key: 'Work shop', color: 'blue', position: -1, nonsense: true },
      pointers: ['/color', '/key', '/name', '/nonsense', '/position'],
    },
  },
];

export const RECORD_KINDS: readonly RecordKind[] = [
  ...MASS_KINDS,
  ...WORK_KINDS,
  LINE_ITEM_KIND,
  ...PIPELINE_KINDS,
  SEGMENT_KIND,
  ...DIRECTORY_KINDS,
];
