import type { Created } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';
import { eventsOf } from './stored-events';

/** A lead that says enough for everything that it can become. */
export const PERSON = {
  title: '20 desks',
  first_name: 'Amélie',
  last_name: 'Dubois',
  company_name: 'Dubois SARL',
  job_title: 'Head of purchasing',
  phones: [{ value: '06 12 34 56 78', type: 'work' }],
  emails: [{ value: 'Amelie@Example.com' }],
  websites: [{ value: 'https://dubois.example' }],
  address: { city: 'Paris', country: 'FR' },
  amount: { amount: '4200.00', currency: 'EUR' },
  source: 'website',
  comment: 'Wants a call',
  utm: { source: 'google', campaign: 'spring' },
};

/** Everything that a lead can become. */
export const ALL = { contact: true, company: true, deal: true };

interface Stage extends Created {
  readonly kind: string;
}

/** Short words for converting the leads of a workspace. */
export class LeadDesk {
  private constructor(
    private readonly api: TestApi,
    readonly workspace: TestWorkspace,
    private readonly stages: readonly Stage[],
  ) {}

  static async open(api: TestApi): Promise<LeadDesk> {
    const workspace = await api.workspace();
    const { body } = await workspace.get('/v1/pipelines').expect(200);
    const { id } = body.data.find(({ object }: { object: string }) => object === 'lead');
    return new LeadDesk(
      api,
      workspace,
      (await workspace.get(`/v1/pipelines/${id}/stages`).expect(200)).body.data,
    );
  }

  /** The first stage of a kind. */
  stage(kind: string): string {
    return this.stages.find((stage) => stage.kind === kind)?.id ?? '';
  }

  lead(more: object = {}): Promise<Created> {
    return this.workspace.create('/v1/leads', { ...PERSON, ...more });
  }

  convert(id: string, body: object = ALL) {
    return this.workspace.post(`/v1/leads/${id}/convert`, body);
  }

  undo(id: string) {
    return this.workspace.post(`/v1/leads/${id}/unconvert`);
  }

  async read(path: string) {
    return (await this.workspace.get(path).expect(200)).body;
  }

  /** The types of the events about something, oldest first. */
  async told(id: string): Promise<string[]> {
    return (await eventsOf(this.api, id)).map(({ type }) => type);
  }

  /** How many rows there are of what conversions write. */
  rowCounts() {
    return this.api.sql(`SELECT (SELECT count(*) FROM contacts) AS contacts, (SELECT count(*) FROM companies) AS companies,
      (SELECT count(*) FROM deals) AS deals, (SELECT count(*) FROM events) AS events,
      (SELECT count(*) FROM lead_conversions) AS kept`);
  }
}
