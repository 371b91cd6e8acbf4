import { TestApi, type TestWorkspace } from '../support/test-api';
import { CLIENT_KINDS, MASS_KINDS } from './support/record-kinds';
import { eventsOf } from './support/stored-events';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const REACHABLE = CLIENT_KINDS.filter(({ defaults }) => 'phones' in defaults);

let serial = 0;
/** An id in another system that no other record has. */
function fresh(): string {
  serial += 1;
  return String(serial);
}

describe.each(REACHABLE)('how to reach a $name', (kind) => {
  let collection: string;
  beforeAll(async () => {
    collection = await kind.collection(workspace);
  });
  const create = (body: object) => workspace.create(collection, { ...kind.minimal, ...body });

  it.each([
    ['with its country code', '+33 6 12 34 56 78', undefined, '+33612345678'],
    ['of the country of the address', '030 901820', 'DE', '+4930901820'],
    ["of the workspace's country when no other is known", '06 12 34 56 78', undefined, '+33612345678'],
    ['that cannot be read', 'ask at the desk', undefined, null],
    ['that is too short', '+33 6 12', undefined, null],
  ])('knows a phone number %s', async (_, value, country, normalized) => {
    const { phones } = await create({ phones: [{ value }], ...(country && { address: { country } }) });
    expect(phones).toEqual([{ value, type: 'mobile', primary: true, normalized }]);
  });

  it('keeps an email as it was typed and knows it in lower case', async () => {
    const { emails } = await create({ emails: [{ value: 'Amelie.DUBOIS@Example.COM', type: 'home' }] });
    expect(emails).toEqual([
      {
        value: 'Amelie.DUBOIS@Example.COM',
        type: 'home',
        primary: true,
        normalized: 'amelie.dubois@example.com',
      },
    ]);
  });

  it.each(['nobody', '@example.com', 'a@', 'a b@example.com', 'a@example', `${'a'.repeat(250)}@example.com`])(
    'takes no email like %j',
    async (value) => {
      const { body } = await workspace.post(collection, { ...kind.minimal, emails: [{ value }] }).expect(400);
      expect(body.errors).toMatchObject([{ pointer: '/emails/0/value' }]);
    },
  );

  it('has one first phone and one first email', async () => {
    const list = (primary: unknown) => [
      { value: '+33612345678' },
      { value: '+33612345679', primary },
      { value: '+33612345680', primary: true },
    ];
    const primaries = (phones: unknown) => (phones as { primary: boolean }[]).map(({ primary }) => primary);
    expect(primaries((await create({ phones: list(true) })).phones)).toEqual([false, true, false]);
    expect(primaries((await create({ phones: list(false) })).phones)).toEqual([false, false, true]);
    expect(primaries((await create({ phones: list(null).slice(0, 2) })).phones)).toEqual([true, false]);
  });

  it('is replaced as a whole list, and emptied by null', async () => {
    const { id } = await create({
      emails: [{ value: 'a@example.com' }],
      phones: [{ value: '+33612345678' }],
    });
    const patch = (body: object) => workspace.patch(`${collection}/${id}`, body).expect(200);
    const replaced = (await patch({ emails: [{ value: 'b@example.com' }] })).body;
    expect(replaced.emails).toMatchObject([{ value: 'b@example.com' }]);
    expect(replaced.phones).toHaveLength(1);
    expect((await patch({ emails: null })).body.emails).toEqual([]);
    expect((await patch({ phones: [] })).body.phones).toEqual([]);
    const [, second] = await eventsOf(api, id);
    expect(Object.keys(second?.changes ?? {})).toEqual(['emails']);
  });

  it('may hold the same email as another record', async () => {
    await create({ emails: [{ value: 'shared@example.com' }, { value: 'shared@example.com' }] });
    await create({ emails: [{ value: 'Shared@Example.com' }] });
  });

  it('holds 20 entries of each kind and no more', async () => {
    const emails = Array.from({ length: 21 }, (_, at) => ({ value: `a${at}@example.com` }));
    await create({ emails: emails.slice(0, 20) });
    const { body } = await workspace.post(collection, { ...kind.minimal, emails }).expect(400);
    expect(body.errors).toMatchObject([{ pointer: '/emails', code: 'too_many' }]);
  });

  it('changes in the named parts of an address alone', async () => {
    const { id, address } = await create({ address: { line1: '12 rue de la Paix', city: 'Paris' } });
    expect(address).toMatchObject({ line1: '12 rue de la Paix', city: 'Paris', country: null });
    const patch = (body: object) => workspace.patch(`${collection}/${id}`, body).expect(200);
    expect((await patch({ address: { city: null, country: 'FR' } })).body.address).toMatchObject({
      line1: '12 rue de la Paix',
      city: null,
      country: 'FR',
    });
    expect((await patch({ address: null })).body.address).toBeNull();
    expect((await patch({ address: { city: 'Lyon' } })).body.address).toMatchObject({
      line1: null,
      city: 'Lyon',
    });
  });

  it('keeps marks of where it came from, web sites and messengers', async () => {
    const given = {
      utm: { source: 'google', campaign: 'spring' },
      websites: [{ value: 'https://example.com', type: 'work' }, { value: 'example.org' }],
      messengers: [{ value: '@amelie', type: 'telegram' }],
    };
    expect(await create(given)).toMatchObject({
      utm: { source: 'google', medium: null, campaign: 'spring', content: null, term: null },
      websites: [given.websites[0], { value: 'example.org', type: null }],
      messengers: given.messengers,
    });
  });
});

describe.each(MASS_KINDS)('the ids that a $name has in other systems', (kind) => {
  let collection: string;
  beforeAll(async () => {
    collection = await kind.collection(workspace);
  });
  const post = (external_ids: object[]) => workspace.post(collection, { ...kind.minimal, external_ids });

  it('belong to one record of the kind alone', async () => {
    const mine = [{ app: 'shop', id: fresh() }];
    const { body: holder } = await post(mine).expect(201);
    expect(holder.external_ids).toEqual(mine);
    const { body } = await post([{ app: 'erp', id: fresh() }, ...mine]).expect(409);
    expect(body).toMatchObject({ code: 'already_exists', existing_id: holder.id });
    await post([{ app: 'erp', id: mine[0]?.id ?? '' }]).expect(201);
    const other = await api.workspace();
    const elsewhere = kind
      .collection(other)
      .then((path) => other.create(path, { ...kind.minimal, external_ids: mine }));
    expect((await elsewhere).external_ids).toEqual(mine);
  });

  it('are given to one of two records created at once', async () => {
    const same = [{ app: 'shop', id: fresh() }];
    const answers = await Promise.all([post(same), post(same)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [winner, loser] = answers.toSorted((a, b) => a.status - b.status);
    expect(loser?.body).toMatchObject({ code: 'already_exists', existing_id: winner?.body.id });
  });

  it('are given without a deadlock to records that want them in turns', async () => {
    const [a, b] = [
      { app: 'shop', id: fresh() },
      { app: 'shop', id: fresh() },
    ];
    const answers = await Promise.all([post([a, b]), post([b, a]), post([a, b]), post([b, a])]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('can be moved by giving them up first', async () => {
    const mine = [{ app: 'shop', id: fresh() }];
    const { body: holder } = await post(mine).expect(201);
    const { body: other } = await post([]).expect(201);
    const take = (id: string, external_ids: object[] | null) =>
      workspace.patch(`${collection}/${id}`, { external_ids });
    expect((await take(other.id, mine).expect(409)).body.existing_id).toBe(holder.id);
    await take(holder.id, mine).expect(200);
    await take(holder.id, null).expect(200);
    expect((await take(other.id, mine).expect(200)).body.external_ids).toEqual(mine);
  });

  it('stand once in a request', async () => {
    const same = { app: 'shop', id: fresh() };
    expect((await post([same, same]).expect(409)).body.code).toBe('duplicate_external_id');
    const { body } = await post([{ app: 'Shop!', id: '' }]).expect(400);
    expect(body.errors).toHaveLength(2);
  });
});

describe('an external id', () => {
  it('may be the same for records of different kinds', async () => {
    const external_ids = [{ app: 'shop', id: fresh() }];
    for (const kind of MASS_KINDS) {
      await workspace.create(await kind.collection(workspace), { ...kind.minimal, external_ids });
    }
  });
});
