import type { SeededRandom } from './random';

/** Where a deal or a lead goes: the places of its stages in their order, and when it comes there. */
export interface Step {
  readonly moment: number;
  /** Of the open stages in their order, or how it ends. */
  readonly to: number | 'won' | 'lost';
}

/** The life of a deal or a lead, told in moments of the year. */
export interface Story {
  readonly begins: number;
  readonly steps: readonly Step[];
}

/** How many moments the year of the demo has: what happens in one is written at once. */
export const MOMENTS = 64;

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const SUNDAY = 0;
const SATURDAY = 6;

/** The times of the moments, oldest first: in the working hours of working days of the last year. */
export function momentsBefore(now: Date, random: SeededRandom): Date[] {
  return Array.from({ length: MOMENTS }, (_, at) => {
    const day = new Date(now.getTime() - YEAR_MS + (at * (YEAR_MS - 24 * HOUR_MS)) / (MOMENTS - 1));
    const weekday = day.getUTCDay();
    if (weekday === SUNDAY || weekday === SATURDAY)
      day.setUTCDate(day.getUTCDate() - (weekday === SUNDAY ? 2 : 1));
    day.setUTCHours(
      random.between(7, 16),
      random.between(0, 59),
      random.between(0, 59),
      random.between(0, 999),
    );
    return day;
  }).sort((a, b) => a.getTime() - b.getTime());
}

/** How many moments a step takes, and after how many nobody waits any more. */
const SLOWEST_STEP = 4;
const OPEN_FOR = 14;

/** A life through so many open stages: what is old has ended, what is young is under way. */
export function storyOf(
  random: SeededRandom,
  begins: number,
  { stages, wins }: { readonly stages: number; readonly wins: number },
): Story {
  const end = random.isTrue(wins) ? 'won' : 'lost';
  const stagesSeen = end === 'won' ? stages : random.between(1, stages);
  const steps: Step[] = [];
  let moment = begins;
  for (let stage = 1; stage < stagesSeen; stage += 1) {
    moment += random.between(1, SLOWEST_STEP);
    steps.push({ moment, to: stage });
  }
  moment += random.between(1, SLOWEST_STEP);
  steps.push({ moment, to: end });
  const told = steps.filter((step) => step.moment < MOMENTS);
  const isForgotten = told.length === steps.length || MOMENTS - begins > OPEN_FOR;
  return { begins, steps: isForgotten ? told : told.filter(({ to }) => typeof to === 'number') };
}
