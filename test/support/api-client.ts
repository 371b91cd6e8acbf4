import type { Server } from 'node:http';

import request from 'supertest';

import type { ApiContract } from './api-contract';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** What a create request answers. */
export type Created = Readonly<Record<string, unknown>> & { readonly id: string };

/** Calls the API as one caller; every answer must be as the document says, or the test fails. */
export class ApiClient {
  constructor(
    private readonly server: Server,
    private readonly contract: () => ApiContract,
    /** Sent as a bearer token; null for nobody. */
    readonly token: string | null,
  ) {}

  get(path: string): request.Test {
    return this.call('get', path);
  }

  post(path: string, body: object = {}): request.Test {
    return this.call('post', path).send(body);
  }

  patch(path: string, body: object = {}): request.Test {
    return this.call('patch', path).send(body);
  }

  delete(path: string): request.Test {
    return this.call('delete', path);
  }

  /** Creates something that the test needs, and answers with it. */
  async create(path: string, body: object = {}): Promise<Created> {
    const answer = await this.post(path, body);
    if (answer.status === 201) return answer.body as Created;
    throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  /** A body exactly as it is written, also when it is no JSON. */
  raw(method: Method, path: string, body: string | Buffer, type = 'application/json'): request.Test {
    const asIs = (given: unknown) => given as string;
    return this.call(method, path).set('content-type', type).serialize(asIs).send(body);
  }

  call(method: Method, path: string): request.Test {
    const test = request(this.server)[method](path);
    if (this.token !== null) test.set('authorization', `Bearer ${this.token}`);
    return test.expect((answer) => this.check(method, path, answer));
  }

  private check(method: Method, path: string, { status, headers, body }: request.Response): void {
    const place = path.split('?')[0] ?? path;
    if (status >= 500) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
    const faults = this.contract().faults({ method, path: place, status, headers, body });
    if (faults.length > 0) throw new Error(`Not as documented:\n  ${faults.join('\n  ')}`);
  }
}
