import type { Created } from '../../support/api-client';
import type { TestWorkspace } from '../../support/test-api';

/** A line that says everything itself. */
export const HOUR = { name: 'Assembly', unit: 'hour', unit_price: '45' };

/** What a deal answers, as far as these tests look at it. */
interface ToldDeal {
  readonly amount: { readonly amount: string; readonly currency: string } | null;
  readonly version: number;
}

interface ToldLine {
  readonly name: string;
  readonly total: string;
}

/** Short words for the deals of a workspace and their lines. */
export class DealLines {
  constructor(private readonly workspace: TestWorkspace) {}

  at = (id: string): string => `/v1/deals/${id}/line-items`;

  async newDeal(more: object = {}): Promise<string> {
    return (await this.workspace.create('/v1/deals', { title: '20 desks', ...more })).id;
  }

  async deal(id: string): Promise<ToldDeal> {
    return (await this.workspace.get(`/v1/deals/${id}`).expect(200)).body;
  }

  patchDeal(id: string, body: object) {
    return this.workspace.patch(`/v1/deals/${id}`, body);
  }

  add(id: string, line: object): Promise<Created> {
    return this.workspace.create(this.at(id), line);
  }

  replace(id: string, line_items: object[], more: object = {}) {
    return this.workspace.call('put', this.at(id)).send({ ...more, line_items });
  }

  async lines(id: string): Promise<ToldLine[]> {
    return (await this.workspace.get(this.at(id)).expect(200)).body.data;
  }

  async names(id: string): Promise<string[]> {
    return (await this.lines(id)).map(({ name }) => name);
  }
}
