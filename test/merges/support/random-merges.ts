import { TestApi } from '../../support/test-api';
import { MergeWorld, seeded, settled } from './merge-world';

/** How many steps of how large a world. */
export interface Extent {
  readonly seed: number;
  readonly steps: number;
  readonly each: number;
}

const CHECKED_EVERY = 20;

/** Changes, merges and undoes at random; every link exists once at any time, and what is undone is as it was. */
export async function randomMerges(api: TestApi, { seed, steps, each }: Extent): Promise<void> {
  const world = new MergeWorld(api, await api.workspace(), seeded(seed));
  await world.fill(each);
  for (let step = 1; step <= steps; step += 1) {
    if (world.holding.length > 0 && (world.chance(0.3) || world.holding.length > each)) {
      const { kind, merged_ids, before } = await world.undo();
      for (const id of merged_ids) {
        const was = before.find((one) => one.id === id);
        expect(own(settled(await world.read(kind, id)))).toEqual(was && own(settled(was)));
      }
    } else if (world.chance(0.5)) await world.edit();
    else if (world.chance(0.2))
      await world.add(world.pick(['contacts', 'deals', 'activities', 'notes'] as const));
    else await world.merge();
    if (step % CHECKED_EVERY === 0) expect(await world.faults()).toEqual([]);
  }
  while (world.holding.length > 0) await world.undo();
  expect(await world.faults()).toEqual([]);
}

/** Merges at random and undoes everything, in whatever order it can be; nothing is left of it. */
export async function mergesAndBack(api: TestApi, { seed, steps, each }: Extent): Promise<void> {
  const world = new MergeWorld(api, await api.workspace(), seeded(seed));
  await world.fill(each);
  for (let done = 0; done < steps; ) {
    await world.edit();
    const before = await world.everything();
    for (let turn = 0; turn < each; turn += 1) if (await world.merge()) done += 1;
    expect(await world.faults()).toEqual([]);
    while (world.holding.length > 0) {
      await world.undo();
      done += 1;
    }
    expect(await world.faults()).toEqual([]);
    expect(await world.everything()).toEqual(before);
  }
}

/** Links to others may lead elsewhere by now: those were merged, or not, meanwhile. */
const own = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !LINKS.includes(name)));

const LINKS = ['company_id', 'companies', 'contacts', 'parent_id', 'lead_id'];
