import type { ApiClient, Created } from '../../support/api-client';

/** The kinds of record that go through stages, and where they are. */
export const STAGED = { deal: '/v1/deals', lead: '/v1/leads' } as const;
export type StagedObject = keyof typeof STAGED;

interface SeenStage {
  readonly id: string;
  readonly name: string;
  readonly default_key: string | null;
}

/** A pipeline of its own, with its stages by what they are by default, or by name when they were added. */
export class PipelineWorld {
  private constructor(
    readonly client: ApiClient,
    readonly object: StagedObject,
    readonly id: string,
    private readonly stages: Map<string, string>,
  ) {}

  static async make(client: ApiClient, object: StagedObject): Promise<PipelineWorld> {
    const { id } = await client.create('/v1/pipelines', { name: 'Partners', object });
    const world = new PipelineWorld(client, object, id, new Map());
    for (const stage of await world.list()) world.stages.set(stage.default_key ?? stage.name, stage.id);
    return world;
  }

  get path(): string {
    return `/v1/pipelines/${this.id}/stages`;
  }

  /** The stages in the order of lists. */
  async list(): Promise<SeenStage[]> {
    return (await this.client.get(`${this.path}?limit=100`).expect(200)).body.data;
  }

  /** The id of a stage: `new`, `won` … or a name that was added; a name that nobody has is a stage that is not there. */
  stage(name: string): string {
    return this.stages.get(name) ?? 'stag_01jc6nrygyfgx9y01bdgemwqv0';
  }

  at(name: string): string {
    return `${this.path}/${this.stage(name)}`;
  }

  /** The stage of success and the first one of failure, whatever the object calls them. */
  get ends(): { readonly success: string; readonly failure: string } {
    return this.object === 'deal'
      ? { success: 'won', failure: 'lost' }
      : { success: 'converted', failure: 'unsuitable' };
  }

  async add(name: string, more: object = {}): Promise<string> {
    const { id } = await this.client.create(this.path, { name, ...more });
    this.stages.set(name, id);
    return id;
  }

  /** Sets what a stage asks for. */
  require(name: string, ...paths: string[]) {
    return this.client.patch(this.at(name), { required_fields: paths }).expect(200);
  }

  async put(name: string, more: object = {}): Promise<Created> {
    if (this.isConversion(name)) return this.move((await this.put('new', more)).id, name);
    return this.client.create(STAGED[this.object], { title: 'x', stage_id: this.stage(name), ...more });
  }

  /** Moves a record to a stage: a lead comes to its success by being converted. */
  async move(id: string, name: string, more: object = {}) {
    if (!this.isConversion(name))
      return (await this.patch(id, { stage_id: this.stage(name), ...more }).expect(200)).body;
    return (await this.client.post(`/v1/leads/${id}/convert`, { deal: true }).expect(200)).body.lead;
  }

  private isConversion(name: string): boolean {
    return this.object === 'lead' && name === this.ends.success;
  }

  patch(id: string, changes: object) {
    return this.client.patch(`${STAGED[this.object]}/${id}`, changes);
  }

  async read(id: string): Promise<Created> {
    return (await this.client.get(`${STAGED[this.object]}/${id}`).expect(200)).body;
  }
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly errors?: readonly { readonly code: string; readonly pointer: string }[];
  };
}

/** An answer in short: its status, then the code of the problem or the codes of its faults with their places. */
export function told({ status, body }: Answer): string {
  if (status < 400) return String(status);
  const faults = (body.errors ?? []).map(({ code, pointer }) => `${code} ${pointer}`.trim()).sort();
  return `${status} ${faults.length > 0 ? faults.join(', ') : body.code}`;
}
