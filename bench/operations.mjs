const JSON_BODY = { 'content-type': 'application/json' };

/** The first number of a run; eight digits, so that a recipe can find it again in a captured statement. */
export const FIRST_SERIAL = 10_000_000;

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

/**
 * What is measured. `path` is the address at the API; `serial` is another number for each request; `target` is the
 * CPU time per request that the API may take as a multiple of the floor's.
 */
export const operations = [
  { name: 'create', method: 'POST', path: () => '/v1/leads', body: lead, target: 2.5 },
  { name: 'get', method: 'GET', path: (id) => `/v1/leads/${id}`, isAboutOne: true, target: 2 },
  { name: 'list of 50', method: 'GET', path: () => '/v1/leads?limit=50', target: 1.5 },
  {
    name: 'update',
    method: 'PATCH',
    path: (id) => `/v1/leads/${id}`,
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
];

/** The request of an operation: `id` as the server names the record, `serial` this request's number. */
export const requestOf = ({ method, path, body, headers }, id, serial) => ({
  method,
  path: path(id),
  headers: { ...(body && JSON_BODY), ...headers?.(serial) },
  ...(body && { body: JSON.stringify(body(serial)) }),
});

/** The address of an operation at the floor, which has one route for each. */
export const floorPath = ({ isAboutOne }, at, id = ':id') => (isAboutOne ? `/${at}/${id}` : `/${at}`);
