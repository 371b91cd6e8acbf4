import { DIRECTORY_KINDS, LINE_ITEM_KIND, PRODUCT_KIND, SEGMENT_KIND, WORK_KINDS } from './further-kinds';
import { at, type RecordKind } from './record-kind';

export type { RecordKind } from './record-kind';

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

/** Pipelines and their stages live like other records. */
export const PIPELINE_KINDS: readonly RecordKind[] = [
  {
    name: 'pipeline',
    prefix: 'pipe',
    table: 'pipelines',
    contract: 'CreatePipeline',
    collection: at('/v1/pipelines'),
    minimal: { name: 'Partners', object: 'deal' },
    defaults: { position: expect.any(Number), is_default: false },
    change: { name: 'Resellers' },
    otherChange: { position: 70 },
    optional: { position: 30 },
    emptied: expect.any(Number),
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
    defaults: {
      kind: 'regular',
      group: 'open',
      color: '#A8ADB4',
      position: expect.any(Number),
      probability: 50,
    },
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

/** The kinds that come in masses: with batches, and found by the ids that they have in other systems. */
export const MASS_KINDS: readonly RecordKind[] = [...CLIENT_KINDS, PRODUCT_KIND];

export const RECORD_KINDS: readonly RecordKind[] = [
  ...MASS_KINDS,
  ...WORK_KINDS,
  LINE_ITEM_KIND,
  ...PIPELINE_KINDS,
  SEGMENT_KIND,
  ...DIRECTORY_KINDS,
];
