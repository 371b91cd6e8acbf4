const JSON_BODY = { 'content-type': 'application/json' };

/** The first number of a run; eight digits, so that a recipe can find it again in a captured statement. */
export const FIRST_SERIAL = 10_000_000;

/** How many records a batch creates. */
export const BATCH = 1000;

/** A lead as a web form sends it: two phones, two emails, all of them this lead's own. */
export const lead = (serial) => ({
  title: `Question about delivery ${serial}`,
  first_name: 'Amélie',
  last_name: `Dubois ${serial}`,
  job_title: 'Head of purchasing',
  company_name: 'Dubois SARL',
  comment: `Called ${serial}`,
  phones: [{ value: `+336${serial}`, type: 'mobile' }, { value: `+337${serial}` }],
  emails: [{ value: `Amelie.${serial}@example.com`, type: 'work' }, { value: `a${serial}@mail.example` }],
  address: { line1: '12 rue de la Paix', city: 'Paris', postal_code: '75002', country: 'FR' },
  utm: { source: 'google', medium: 'cpc', campaign: 'spring' },
  amount: { amount: '1999.90', currency: 'EUR' },
});

const batch = (serial) => ({
  operations: Array.from({ length: BATCH }, (_, at) => ({
    op: 'create',
    data: lead(String(Number(serial) + at)),
  })),
});

const list = (query) => `/v1/leads?${new URLSearchParams({ limit: '50', ...query })}`;

const bulk = {
  method: 'POST',
  path: () => '/v1/leads/batch',
  body: batch,
  records: BATCH,
  leastShare: 0.5,
};

/**
 * What is measured. `path` is the address at the API, for a record and its place; `body` is made of another number for each
 * request. `target` is the CPU time per request that the API may take as a multiple of the floor's; for what writes many
 * `records` at once, `leastPerSecond` is how many it must write and `leastShare` which part of the floor's rate.
 */
export const operations = [
  { name: 'create', method: 'POST', path: () => '/v1/leads', body: lead, target: 2.5 },
  { name: 'get', method: 'GET', path: ({ id }) => `/v1/leads/${id}`, isAboutOne: true, target: 2 },
  { name: 'list of 50', method: 'GET', path: () => list({}), target: 1.5 },
  {
    name: 'filtered list of 50',
    method: 'GET',
    path: (_, { stage }) =>
      list({
        filter: JSON.stringify({ stage_id: stage, amount: { gte: '1000' }, job_title: 'Head of purchasing' }),
      }),
    target: 2,
  },
  {
    name: 'found by an email',
    method: 'GET',
    path: ({ serial }) => list({ filter: JSON.stringify({ emails: { has: `a${serial}@mail.example` } }) }),
    target: 2,
  },
  {
    name: 'search',
    method: 'POST',
    path: () => '/v1/leads/search',
    body: (serial) => ({ search: `delivery ${serial}`, limit: 50 }),
    isRead: true,
    target: 2,
  },
  {
    name: 'update',
    method: 'PATCH',
    path: ({ id }) => `/v1/leads/${id}`,
    body: (serial) => ({ comment: `Called ${serial}`, job_title: `Buyer ${serial}` }),
    isAboutOne: true,
    target: 2.5,
  },
  {
    name: 'create with Idempotency-Key',
    method: 'POST',
    path: () => '/v1/leads',
    body: lead,
    headers: (serial) => ({ 'idempotency-key': `order-${serial}` }),
    target: 2.5,
  },
  { name: 'bulk create', connections: 1, leastPerSecond: 5000, ...bulk },
  { name: 'bulk create by four', connections: 4, leastPerSecond: 7000, ...bulk },
];

/** The number of a request: a new one for what is written, else that of the record that is looked for. */
export const numberOf = ({ method, isRead }, { record, serial }) =>
  method === 'GET' || isRead ? record.serial : serial;

/** The request of an operation about a record, at the API; `serial` is this request's number. */
export const requestOf = ({ method, path, body, headers }, { record, place, serial }) => ({
  method,
  path: path(record, place),
  headers: { ...(body && JSON_BODY), ...headers?.(serial) },
  ...(body && { body: JSON.stringify(body(serial)) }),
});

/** The address of an operation at the floor, which has one route for each. */
export const floorPath = (at, { uuid, serial } = { uuid: ':uuid', serial: ':serial' }) =>
  `/${at}/${uuid}/${serial}`;
