import fc from 'fast-check';

import { settle } from '../../isolation/support/residents';
import type { PlacedOperation } from '../../support/api-contract';
import type { TestApi, TestWorkspace } from '../../support/test-api';
import { FuzzHttp, type WireAnswer, type WireRequest } from './fuzz-http';
import { type FuzzRequest, FuzzRequests } from './fuzz-requests';

/** How much to ask, and from where the generators start. */
export interface FuzzEffort {
  readonly seed: number;
  readonly validRuns: number;
  readonly brokenRuns: number;
  /** How often an operation that has not yet succeeded is asked again. */
  readonly patience: number;
}

/** What an operation answered, by the kind of request. */
export interface Exercised {
  readonly operationId: string;
  readonly valid: ReadonlyMap<number, number>;
  readonly broken: ReadonlyMap<number, number>;
}

const hasSucceeded = (seen: ReadonlyMap<number, number>): boolean =>
  [...seen.keys()].some((status) => status < 300);

const KEPT_IDS = 8;

/** The slots of what parts belong to. */
const PARTS: Readonly<Record<string, { readonly of: string; readonly parent: string }>> = {
  pipeof: { of: 'stag', parent: 'pipe' },
  dealof: { of: 'line', parent: 'deal' },
};

const nobody = (prefix: string): string => `${prefix}_01jc6nrygyfgx9y01bdgemwqv0`;

/** Asks operations one after the other in a workspace of its own, so that the same seed asks the same again. */
export class FuzzLane {
  /** The latest things of each kind, by the prefix of their ids. */
  private readonly ids = new Map<string, string[]>();
  /** The deals of lines, and the pipelines of stages. */
  private readonly parentOf = new Map<string, string>();
  /** Those that the workspace was made with, which later ones do not push out. */
  private readonly first = new Map<string, readonly string[]>();
  private readonly http: FuzzHttp;
  private readonly requests: FuzzRequests;

  private constructor(
    private readonly api: TestApi,
    private readonly workspace: TestWorkspace,
    /** A personal token, for what only members have. */
    private readonly memberToken: string,
  ) {
    this.http = new FuzzHttp(api.url);
    this.requests = new FuzzRequests(api.contract.document);
  }

  static async start(api: TestApi, mark: string): Promise<FuzzLane> {
    const workspace = await api.workspace();
    const email = `${mark}@fuzz.example`;
    const { id } = await workspace.create('/v1/members', { name: 'Holder', email, role: 'admin' });
    const { token } = await workspace.create(`/v1/members/${id}/tokens`, {
      name: mark,
      scopes: api.scopes(),
    });
    const lane = new FuzzLane(api, workspace, String(token));
    const residents = await settle(workspace, mark);
    for (const [prefix, id] of Object.entries(residents)) lane.keep(prefix, id);
    await lane.keepFirst('stag', `/v1/pipelines/${residents.pipe}/stages`);
    await lane.keepFirst('dval', '/v1/directories/source/values');
    lane.keep('stag', residents.stag ?? '');
    lane.keep('dval', residents.dval ?? '');
    return lane;
  }

  /** Asks an operation; throws with a request that can be sent again when an answer is wrong. */
  async exercise(operation: PlacedOperation, effort: FuzzEffort): Promise<Exercised> {
    const valid = new Map<number, number>();
    const broken = new Map<number, number>();
    await this.ask(this.requests.valid(operation), operation, valid, {
      seed: effort.seed,
      numRuns: effort.validRuns,
    });
    // Some operations need luck: what they are about must exist, and be as they need it.
    for (let round = 1; round <= effort.patience && !hasSucceeded(valid); round += 1) {
      const seed = effort.seed + round * 1000;
      await this.ask(this.requests.valid(operation), operation, valid, { seed, numRuns: 1 });
    }
    await this.ask(this.requests.broken(operation), operation, broken, {
      seed: effort.seed + 1,
      numRuns: effort.brokenRuns,
    });
    return { operationId: operation.operationId, valid, broken };
  }

  stop(): void {
    this.http.close();
  }

  private async ask(
    requests: fc.Arbitrary<FuzzRequest>,
    operation: PlacedOperation,
    seen: Map<number, number>,
    { seed, numRuns }: { seed: number; numRuns: number },
  ): Promise<void> {
    const property = fc.asyncProperty(requests, async (request) => {
      const wire = this.resolved(request);
      const answer = await this.http.send(wire);
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      this.learn(operation, wire, answer);
      const faults = [...this.faults(wire, answer), ...this.leniences(operation, request, answer)];
      if (faults.length > 0) throw new Error(`${faults.join('\n')}\n${told(wire, answer)}`);
      await this.turnPage(operation, wire, answer);
    });
    const result = await fc.check(property, { seed, numRuns, interruptAfterTimeLimit: 120_000 });
    if (!result.failed) return;
    const reason =
      result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
    throw new Error(`${operation.operationId} (seed ${seed}, path ${result.counterexamplePath}):\n${reason}`);
  }

  private resolved({ method, path, headers, body }: FuzzRequest): WireRequest {
    const text = typeof body === 'string' ? this.withIds(body) : body;
    const token = path.startsWith('/v1/me/') ? this.memberToken : this.workspace.private_app_key;
    const authorization = `Bearer ${token}`;
    return { method, path: this.withIds(path), headers: { authorization, ...headers }, body: text };
  }

  private withIds(text: string): string {
    return text.replaceAll(/~([a-z]+)\.(\d)~/g, (_, kind: string, at: string) => {
      const part = PARTS[kind];
      const known = this.ids.get(part?.of ?? kind) ?? [];
      const id = known[Number(at) % known.length] ?? nobody(part?.parent ?? kind);
      return part ? (this.parentOf.get(id) ?? nobody(part.parent)) : id;
    });
  }

  /** Later requests are about what earlier ones made. */
  private learn({ method }: PlacedOperation, { path }: WireRequest, { status, body }: WireAnswer): void {
    if (method !== 'post' || (status !== 201 && status !== 202) || path.includes('validate_only=true'))
      return;
    const { id, pipeline_id, deal_id } = body as { id: string; pipeline_id?: string; deal_id?: string };
    const prefix = id.split('_')[0] ?? '';
    this.keep(prefix, id);
    if (prefix === 'stag' && pipeline_id !== undefined) this.parentOf.set(id, pipeline_id);
    if (prefix === 'line' && deal_id !== undefined) this.parentOf.set(id, deal_id);
  }

  /** What a list starts with can be reset, what is added to it can be deleted: both stay known. */
  private async keepFirst(prefix: string, path: string): Promise<void> {
    const { body } = await this.workspace.get(path).expect(200);
    const things = body.data as { id: string; pipeline_id?: string }[];
    for (const { id, pipeline_id } of things) if (pipeline_id) this.parentOf.set(id, pipeline_id);
    this.first.set(
      prefix,
      things.slice(0, KEPT_IDS / 2).map(({ id }) => id),
    );
  }

  private keep(prefix: string, id: string): void {
    const first = this.first.get(prefix) ?? [];
    const others = (this.ids.get(prefix) ?? []).filter((other) => other !== id && !first.includes(other));
    this.ids.set(prefix, [...[id, ...others].slice(0, KEPT_IDS - first.length), ...first]);
  }

  private faults(wire: WireRequest, answer: WireAnswer): string[] {
    const { status, headers, body } = answer;
    if (status >= 500) return [`It answered ${status}.`];
    const told = this.api.contract.faults(answer);
    if (status < 400) return told;
    const isProblem = headers['content-type']?.split(';')[0] === 'application/problem+json';
    const { request_id } =
      typeof body === 'object' && body !== null ? (body as { request_id?: unknown }) : {};
    return [
      ...told,
      ...(isProblem ? [] : [`${wire.method} ${status} is ${headers['content-type']}, not a problem.`]),
      ...(request_id === headers['request-id'] ? [] : ['The problem has not the request id of the answer.']),
    ];
  }

  /** A body that the document forbids must not be taken. */
  private leniences(
    operation: PlacedOperation,
    { body, value }: FuzzRequest,
    { status, body: answered }: WireAnswer,
  ): string[] {
    const schema = operation.requestBody?.content['application/json']?.schema;
    if (!schema || value === undefined || status >= 300 || typeof body !== 'string') return [];
    // A batch refuses its items one by one.
    if (typeof answered === 'object' && answered !== null && 'results' in answered) return [];
    return this.api.contract
      .mismatches(schema, JSON.parse(this.withIds(body)))
      .map((mismatch) => `It took a body that the document forbids: ${mismatch}`);
  }

  /** The cursor of a page leads on; one that was tampered with does not. */
  private async turnPage(
    { method, path }: PlacedOperation,
    wire: WireRequest,
    answer: WireAnswer,
  ): Promise<void> {
    if (method !== 'get' || answer.status !== 200 || path === '/v1/openapi.json') return;
    const { next_cursor } = answer.body as { next_cursor?: string | null };
    if (!next_cursor) return;
    const kept = wire.path.replace(/([?&])cursor=[^&]*&?/, '$1');
    const at = (cursor: string) =>
      `${kept}${kept.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    for (const [cursor, expected] of [
      [next_cursor, 200],
      [`${next_cursor}A`, 400],
      [`${next_cursor.slice(0, 8)}'${next_cursor.slice(9)}`, 400],
    ] as const) {
      const turned = { ...wire, path: at(cursor) };
      const next = await this.http.send(turned);
      const faults = this.faults(turned, next);
      if (next.status !== expected) faults.push(`Its cursor answers ${next.status} instead of ${expected}.`);
      if (faults.length > 0) throw new Error(`${faults.join('\n')}\n${told(turned, next)}`);
    }
  }
}

const MOST_SHOWN = 600;
const shortened = (text: string): string =>
  text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}… (${text.length})` : text;

/** The request without its token, and the answer. */
function told({ method, path, headers, body }: WireRequest, answer: WireAnswer): string {
  const { authorization: _, ...shown } = headers;
  return [
    `${method.toUpperCase()} ${shortened(path)}`,
    JSON.stringify(shown),
    shortened(typeof body === 'string' ? body : (body?.toString('latin1') ?? '(no body)')),
    `→ ${answer.status} ${shortened(answer.text)}`,
  ].join('\n');
}
