import { activityType } from '@crm/activities';
import { companyType } from '@crm/companies';
import { contactType } from '@crm/contacts';
import { dealType } from '@crm/deals';
import { leadType } from '@crm/leads';
import { lineItemType } from '@crm/line-items';
import { noteType } from '@crm/notes';
import { KnownStages } from '@crm/pipelines';
import { productType } from '@crm/products';
import type { RecordRow } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId, toUuid } from '@platform/ids';

import { PRODUCTS } from './offer';
import type { PastChange, PastRecords } from './past-records';
import { doneFor, noteFor, type Plan, type PlannedDeal, toDoFor } from './plan';
import type { SeededRandom } from './random';
import { momentsBefore, type Step } from './story';

interface Surroundings {
  readonly past: PastRecords;
  readonly random: SeededRandom;
  /** The public ids of the members. */
  readonly owners: readonly string[];
  /** The public id of the second pipeline of deals. */
  readonly services: string;
  readonly tx: Transaction;
  readonly ctx: RequestContext;
}

/** The public ids of the stages of a pipeline, as stories name them. */
type Stages = (to: Step['to']) => string;

/** Writes a plan down, moment by moment, as if it had been written when it happened. */
export class DemoYear {
  private readonly times: readonly Date[];
  private readonly companies: string[] = [];
  private readonly people: string[][] = [];
  private readonly deals: string[] = [];
  private readonly leads: string[] = [];
  private products: string[] = [];

  constructor(private readonly around: Surroundings) {
    this.times = momentsBefore(around.ctx.now, around.random);
  }

  async write(plan: Plan): Promise<void> {
    const [begin = this.around.ctx.now] = this.times;
    this.products = await this.around.past.write(begin, productType, PRODUCTS.map(productInput));
    const stages = await this.stages();
    for (const [moment, at] of this.times.entries()) {
      await this.newClients(plan, moment, at);
      await this.newDeals(plan, moment, at);
      await this.newLeads(plan, moment, at);
      await this.newTwins(plan, moment, at);
      await this.moveDeals(plan, { moment, at, stages });
      await this.moveLeads(plan, { moment, at, stages: stages.leads });
    }
    await this.leaveToDo(plan);
  }

  private async newClients({ clients }: Plan, moment: number, at: Date): Promise<void> {
    const { past, random, owners } = this.around;
    const coming = [...clients.entries()].filter(([, client]) => client.moment === moment);
    const ids = await past.write(
      at,
      companyType,
      coming.map(([, { company }]) => ({ input: { ...company, owner_id: random.pick(owners) } })),
    );
    const persons = coming.flatMap(([place, { people }], order) =>
      people.map((person) => ({
        place,
        input: { ...person, company_id: ids[order], owner_id: random.pick(owners) },
      })),
    );
    const contacts = await past.write(at, contactType, persons);
    for (const [order, [place]] of coming.entries()) {
      this.companies[place] = ids[order] ?? '';
      this.people[place] = contacts.filter((_, one) => persons[one]?.place === place);
    }
  }

  private async newDeals({ deals }: Plan, moment: number, at: Date): Promise<void> {
    const { past, random } = this.around;
    const coming = [...deals.entries()].filter(([, { story }]) => story.begins === moment);
    const ids = await past.write(
      at,
      dealType,
      coming.map(([, deal]) => ({ input: this.dealInput(deal, at) })),
    );
    const lines = coming.flatMap(([, deal], order) =>
      deal.lines.map(({ product, ...line }): PastChange => {
        const input = { ...line, product_id: this.products[Number(product)] };
        return { input, columns: { deal_id: toUuid('deal', ids[order] ?? '') } };
      }),
    );
    await past.write(at, lineItemType, lines);
    const notes = ids.filter(() => random.isTrue(0.6));
    await past.write(
      at,
      noteType,
      notes.map((id) => ({ input: { ...noteFor(random, at), links: [{ id }] } })),
    );
    for (const [order, [place]] of coming.entries()) this.deals[place] = ids[order] ?? '';
  }

  private dealInput({ client, isService, owner, input }: PlannedDeal, at: Date): object {
    const { random, owners, services } = this.around;
    const closes = new Date(at.getTime() + random.between(20, 90) * 24 * 60 * 60 * 1000);
    const [first, second] = this.people[client] ?? [];
    return {
      ...input,
      company_id: this.companies[client],
      contacts: [
        ...(first ? [{ contact_id: first, role: 'decision maker', primary: true }] : []),
        ...(second && random.isTrue(0.5) ? [{ contact_id: second, role: 'user' }] : []),
      ],
      owner_id: owners[owner],
      expected_close_on: closes.toISOString().slice(0, 10),
      ...(isService && { pipeline_id: services }),
    };
  }

  private async newLeads({ leads }: Plan, moment: number, at: Date): Promise<void> {
    const coming = [...leads.entries()].filter(([, { story }]) => story.begins === moment);
    const inputs = coming.map(([, { input, owner }]) => ({
      input: { ...input, owner_id: this.around.owners[owner] },
    }));
    const ids = await this.around.past.write(at, leadType, inputs);
    for (const [order, [place]] of coming.entries()) this.leads[place] = ids[order] ?? '';
  }

  /** What is there already and was written down once more. */
  private async newTwins({ twins }: Plan, moment: number, at: Date): Promise<void> {
    const { past, random, owners } = this.around;
    const coming = twins.filter((twin) => twin.moment === moment);
    for (const [object, type] of [
      ['company', companyType],
      ['contact', contactType],
      ['lead', leadType],
    ] as const) {
      const inputs = coming
        .filter((twin) => twin.object === object)
        .map(({ input, client }) => ({
          input: {
            ...input,
            ...(object === 'contact' && client !== null && { company_id: this.companies[client] }),
            owner_id: random.pick(owners),
          },
        }));
      await past.write<RecordRow>(at, type, inputs);
    }
  }

  /** Whoever comes to a stage was called, written to or met. */
  private async moveDeals(
    { deals }: Plan,
    { moment, at, stages }: { readonly moment: number; readonly at: Date; readonly stages: AllStages },
  ): Promise<void> {
    const { past, random, owners } = this.around;
    const moves = deals.flatMap((deal, place) =>
      deal.story.steps
        .filter((step) => step.moment === moment)
        .map(({ to }) => ({ deal, id: this.deals[place] ?? '', to })),
    );
    await past.write(
      at,
      dealType,
      moves.map(({ deal, id, to }) => ({
        id,
        input: {
          stage_id: (deal.isService ? stages.services : stages.sales)(to),
          ...(to === 'lost' && { lost_reason: deal.lostReason }),
        },
      })),
    );
    await past.write(
      at,
      activityType,
      moves.map(({ deal, id }) => ({
        input: { ...doneFor(random, at), owner_id: owners[deal.owner], links: [{ id }] },
      })),
    );
  }

  private async moveLeads(
    { leads }: Plan,
    { moment, at, stages }: { readonly moment: number; readonly at: Date; readonly stages: Stages },
  ): Promise<void> {
    const moves = leads.flatMap(({ story }, place) =>
      story.steps
        .filter((step) => step.moment === moment)
        .map(({ to }) => ({ id: this.leads[place] ?? '', input: { stage_id: stages(to) } })),
    );
    await this.around.past.write(at, leadType, moves);
  }

  /** Most of the deals that are under way have something planned, and some of it is late. */
  private async leaveToDo({ deals }: Plan): Promise<void> {
    const { past, random, owners, ctx } = this.around;
    const open = [...deals.entries()].filter(([, { story }]) =>
      story.steps.every(({ to }) => typeof to === 'number'),
    );
    const at = this.times.at(-1) ?? ctx.now;
    const planned = open
      .filter(() => random.isTrue(0.7))
      .map(([place, { owner }]) => ({
        input: {
          ...toDoFor(random, ctx.now),
          owner_id: owners[owner],
          links: [{ id: this.deals[place] ?? '' }],
        },
      }));
    await past.write(at, activityType, planned);
  }

  private async stages(): Promise<AllStages> {
    const { ctx, tx, services } = this.around;
    const deals = new KnownStages('deal', ctx, tx);
    const leads = new KnownStages('lead', ctx, tx);
    const second = toUuid('pipeline', services) ?? '';
    const first = [...(await deals.byId()).values()].find(({ is_default }) => is_default)?.pipeline_id ?? '';
    const only = [...(await leads.byId()).values()][0]?.pipeline_id ?? '';
    return {
      sales: stagesIn(await deals.inOrder(first)),
      services: stagesIn(await deals.inOrder(second)),
      leads: stagesIn(await leads.inOrder(only)),
    };
  }
}

interface AllStages {
  readonly sales: Stages;
  readonly services: Stages;
  readonly leads: Stages;
}

function stagesIn(stages: readonly { readonly id: string; readonly group: string }[]): Stages {
  const open = stages.filter(({ group }) => group === 'open');
  return (to) => {
    const stage = typeof to === 'number' ? open[to] : stages.find(({ group }) => group === to);
    if (!stage) throw new Error(`A pipeline of the demo has no stage ${to}.`);
    return toTypeId('stage', stage.id);
  };
}

const productInput = ([sku, name, category, unit, price]: (typeof PRODUCTS)[number]): PastChange => ({
  input: {
    sku,
    name,
    category,
    unit,
    prices: [{ amount: price, currency: 'EUR' }],
    tax_rate: '20',
  },
});
