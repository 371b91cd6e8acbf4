// Not bundled: it takes as long as many others, and fills the gap where a worker is through before the others.
import type { ApiClient } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { type Colleague, employ } from './support/staff';

type Reach = 'none' | 'own' | 'team' | 'all';
type Action = 'read' | 'create' | 'update' | 'delete';
type Owner = 'own' | 'team' | 'other' | 'nobody';
type Reaches = Readonly<Record<Action, Reach>>;

interface RoleCase {
  readonly name: string;
  readonly rights: Reaches;
  /** The key of a role that is there; a new one is made when there is none. */
  readonly key?: string;
}

const OBJECTS = [
  { object: 'lead', plural: 'leads', fields: { title: 'Matrix' } },
  { object: 'deal', plural: 'deals', fields: { title: 'Matrix' } },
  { object: 'contact', plural: 'contacts', fields: { first_name: 'Matrix' } },
  { object: 'company', plural: 'companies', fields: { name: 'Matrix' } },
] as const;

const OWNERS: readonly Owner[] = ['own', 'team', 'other', 'nobody'];

const reaches = (read: Reach, create: Reach, update: Reach, remove: Reach): Reaches => ({
  read,
  create,
  update,
  delete: remove,
});

const ROLES: readonly RoleCase[] = [
  { name: 'nothing', rights: reaches('none', 'none', 'none', 'none') },
  { name: 'own', rights: reaches('own', 'own', 'own', 'own') },
  { name: 'team', rights: reaches('team', 'team', 'team', 'team') },
  { name: 'all', rights: reaches('all', 'all', 'all', 'all') },
  { name: 'sees all, changes its team’s, deletes its own', rights: reaches('all', 'own', 'team', 'own') },
  { name: 'sees its team’s, changes nothing', rights: reaches('team', 'none', 'none', 'none') },
  { name: 'admin', key: 'admin', rights: reaches('all', 'all', 'all', 'all') },
  { name: 'manager', key: 'manager', rights: reaches('all', 'all', 'all', 'all') },
  { name: 'read only', key: 'read_only', rights: reaches('all', 'none', 'none', 'none') },
];

const reached = (reach: Reach, owner: Owner): boolean =>
  reach === 'all' ||
  (reach === 'team' && (owner === 'team' || owner === 'own')) ||
  (reach === 'own' && owner === 'own');

let api: TestApi;
let workspace: TestWorkspace;
let mate: Colleague;
let stranger: Colleague;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
  mate = await employ(api, workspace, 'Mate', 'sales');
  stranger = await employ(api, workspace, 'Stranger', 'sales');
});
afterAll(() => api.stop());

/** A member with the role, in a team with the mate. */
async function memberWith({ name, key, rights }: RoleCase): Promise<Colleague> {
  const objects = Object.fromEntries(OBJECTS.map(({ object }) => [object, rights]));
  const role = key ?? (await workspace.create('/v1/roles', { name, objects })).key;
  const member = await employ(api, workspace, `m${Math.random()}`.replace('.', ''), String(role));
  await workspace.create('/v1/teams', { name: `Team of ${name}`, member_ids: [mate.id, member.id] });
  return member;
}

/** What a role answers: without any reach of it, the scope is gone and it is a 403 before the record is looked for. */
const status = (rights: Reaches, action: Action, owner: Owner, ok: number): number => {
  const isGone =
    action === 'update' ? rights.update === 'none' && rights.create === 'none' : rights[action] === 'none';
  if (isGone) return 403;
  if (!reached(rights.read, owner)) return 404;
  return reached(rights[action], owner) ? ok : 403;
};

describe.each(ROLES)('a member with the role "$name"', (role) => {
  let member: Colleague;
  let client: ApiClient;
  beforeAll(async () => {
    member = await memberWith(role);
    client = member.client;
  });

  const ownerId = (owner: Owner): string | null =>
    ({ own: member.id, team: mate.id, other: stranger.id, nobody: null })[owner];

  it.each(OBJECTS)(
    'meets the rights on $plural at every position of a record',
    async ({ plural, fields }) => {
      const { rights } = role;
      const ids = new Map<Owner, string>();
      for (const owner of OWNERS) {
        const { id } = await workspace.create(`/v1/${plural}`, { ...fields, owner_id: ownerId(owner) });
        ids.set(owner, id);
        const path = `/v1/${plural}/${id}`;
        const told = async (
          action: Action,
          request: (client: ApiClient) => PromiseLike<{ status: number }>,
          ok = 200,
        ) =>
          expect([owner, action, (await request(client)).status]).toEqual([
            owner,
            action,
            status(rights, action, owner, ok),
          ]);
        await told('read', (one) => one.get(path));
        await told('update', (one) => one.patch(path, { comment: 'changed' }));
        await told('update', (one) => one.patch(`${path}?validate_only=true`, { comment: 'tried' }));
        await told('delete', (one) => one.delete(path));
        await workspace.delete(path);
        await told('delete', (one) => one.post(`${path}/restore`));
        await workspace.post(`${path}/restore`);
      }
      await expectLists(plural, rights, ids);
      for (const owner of OWNERS) {
        const answer = await client.post(`/v1/${plural}`, { ...fields, owner_id: ownerId(owner) });
        const scope = rights.create !== 'none' || rights.update !== 'none';
        expect([owner, answer.status]).toEqual([owner, scope && reached(rights.create, owner) ? 201 : 403]);
      }
    },
  );

  async function expectLists(
    plural: string,
    rights: Reaches,
    ids: ReadonlyMap<Owner, string>,
  ): Promise<void> {
    const named = { id: { in: [...ids.values()] } };
    const seen =
      rights.read === 'none'
        ? null
        : OWNERS.filter((owner) => reached(rights.read, owner)).map((owner) => ids.get(owner));
    const answers = [
      await client.post(`/v1/${plural}/search`, { filter: named, count: 'exact', limit: 100 }),
      await client.get(`/v1/${plural}?count=exact&filter=${encodeURIComponent(JSON.stringify(named))}`),
    ];
    for (const { status: got, body } of answers) {
      if (seen === null) expect(got).toBe(403);
      else {
        expect(body.data.map(({ id }: { id: string }) => id).toSorted()).toEqual(seen.toSorted());
        expect(body.total).toBe(seen.length);
      }
    }
    if (rights.update === 'none' && rights.create === 'none') return;
    const operations = OWNERS.map((owner) => ({
      op: 'update',
      id: ids.get(owner),
      data: { comment: 'in a batch' },
    }));
    const { body } = await client.post(`/v1/${plural}/batch`, { operations }).expect(200);
    expect(body.results.map((one: { status: number }) => one.status)).toEqual(
      OWNERS.map((owner) => status(rights, 'update', owner, 200)),
    );
  }
});

describe('rights per pipeline and stage', () => {
  const objects = { deal: reaches('own', 'own', 'own', 'none') };
  let member: Colleague;
  let open: Pipeline;
  let shut: Pipeline;
  let usual: Pipeline;

  interface Pipeline {
    readonly id: string;
    readonly stages: readonly string[];
  }

  const pipeline = async (name: string): Promise<Pipeline> => {
    const { id } = await workspace.create('/v1/pipelines', { name, object: 'deal' });
    const { body } = await workspace.get(`/v1/pipelines/${id}/stages`).expect(200);
    const initial = body.data.filter(({ group }: { group: string }) => group === 'open');
    const second = await workspace.create(`/v1/pipelines/${id}/stages`, { name: `${name} 2` });
    return { id, stages: [initial[0].id, second.id] };
  };

  beforeAll(async () => {
    [open, shut, usual] = [await pipeline('Open'), await pipeline('Shut'), await pipeline('Usual')];
    const role = await workspace.create('/v1/roles', {
      name: 'By place',
      objects,
      pipelines: [
        { object: 'deal', pipeline_id: open.id, read: 'all', update: 'all', create: 'all' },
        { object: 'deal', pipeline_id: open.id, stage_id: open.stages[1], read: 'team', update: 'none' },
        { object: 'deal', pipeline_id: shut.id, read: 'none', create: 'none', update: 'none' },
        { object: 'deal', pipeline_id: shut.id, stage_id: shut.stages[1], read: 'all' },
      ],
    });
    member = await employ(api, workspace, 'Placed', String(role.key));
    await workspace.create('/v1/teams', { name: 'Placed', member_ids: [mate.id, member.id] });
  });

  it('go before those for the object: the rule about a stage first, then the one about its pipeline', async () => {
    const readable: Readonly<Record<string, Reach>> = {
      open0: 'all',
      open1: 'team',
      shut0: 'none',
      shut1: 'all',
      usual0: 'own',
      usual1: 'own',
    };
    const changeable: Readonly<Record<string, Reach>> = {
      open0: 'all',
      open1: 'none',
      shut0: 'none',
      shut1: 'none',
      usual0: 'own',
      usual1: 'own',
    };
    const seen: string[] = [];
    const owners = { own: member.id, team: mate.id, other: stranger.id };
    const positions = Object.entries({ open, shut, usual }).flatMap(([name, { id: pipeline_id, stages }]) =>
      stages.flatMap((stage_id, at) =>
        Object.entries(owners).map(([owner, owner_id]) => ({
          place: `${name}${at}`,
          owner: owner as Owner,
          fields: { title: 'Placed', pipeline_id, stage_id, owner_id },
        })),
      ),
    );
    for (const { place, owner, fields } of positions) {
      const { id } = await workspace.create('/v1/deals', fields);
      const isSeen = reached(readable[place] ?? 'none', owner);
      const onChange = reached(changeable[place] ?? 'none', owner) ? 200 : 403;
      const { status: read } = await member.client.get(`/v1/deals/${id}`);
      const { status: changed } = await member.client.patch(`/v1/deals/${id}`, { comment: place });
      expect([place, owner, read, changed]).toEqual([
        place,
        owner,
        ...(isSeen ? [200, onChange] : [404, 404]),
      ]);
      if (isSeen) seen.push(id);
    }
    for (const sort of ['-created_at', 'title', 'amount'])
      expect(await allOf(member.client, `/v1/deals?limit=3&sort=${sort}`)).toEqual(seen.toSorted());
    const { body } = await member.client.get('/v1/deals?count=exact&limit=1').expect(200);
    expect(body.total).toBe(seen.length);
  });

  it('keep a record from being moved where the member changes nothing, and say so beforehand', async () => {
    const { id } = await workspace.create('/v1/deals', {
      title: 'Mover',
      pipeline_id: open.id,
      stage_id: open.stages[0],
      owner_id: member.id,
    });
    await member.client.patch(`/v1/deals/${id}`, { stage_id: open.stages[1] }).expect(403);
    const { body } = await member.client.get(`/v1/deals/${id}/transitions`).expect(200);
    const to = body.data.find(({ stage_id }: { stage_id: string }) => stage_id === open.stages[1]);
    expect(to).toMatchObject({ allowed: false, blockers: [{ code: 'missing_right' }] });
    await member.client
      .patch(`/v1/deals/${id}`, { pipeline_id: shut.id, stage_id: shut.stages[0] })
      .expect(403);
    await member.client
      .patch(`/v1/deals/${id}`, { pipeline_id: usual.id, stage_id: usual.stages[0] })
      .expect(200);
  });

  it('keep new records out of pipelines, wherever the rules would put them', async () => {
    const into = (place: Pipeline) =>
      member.client.post('/v1/deals', { title: 'New', pipeline_id: place.id });
    await into(shut).expect(403);
    await into(open).expect(201);
    await into(usual).expect(201);
  });

  async function allOf(client: ApiClient, path: string): Promise<string[]> {
    const ids: string[] = [];
    for (let next = path; ; ) {
      const { body } = await client.get(next).expect(200);
      ids.push(...body.data.map(({ id }: { id: string }) => id));
      if (!body.has_more) return ids.toSorted();
      next = `${path}&cursor=${body.next_cursor as string}`;
    }
  }
});
