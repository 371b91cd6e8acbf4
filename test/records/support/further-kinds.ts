import { at, type RecordKind } from './record-kind';

/** What is sold lives like other records, and comes in masses too. */
export const PRODUCT_KIND: RecordKind = {
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
export const WORK_KINDS: readonly RecordKind[] = [
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
export const LINE_ITEM_KIND: RecordKind = {
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

/** Segments live like other records. */
export const SEGMENT_KIND: RecordKind = {
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

/** Values of directories, too. */
export const DIRECTORY_KINDS: readonly RecordKind[] = [
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
