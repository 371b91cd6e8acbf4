import { toUuid } from '@platform/ids';

import type { Receiver } from './receiver';

/** What a receiver accepted for the first time. */
export interface Accepted {
  readonly id: string;
  readonly sequence: number;
}

/** Makes a receiver fail so often, by a fixed row of chances, and keeps what it accepts. */
export function failingRandomly(receiver: Receiver, share: number): Accepted[] {
  const accepted: Accepted[] = [];
  const seen = new Set<string>();
  let seed = 20_261_129;
  const chance = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  receiver.answer = (response, { body }) => {
    if (chance() < share) {
      response.writeHead(500).end();
      return;
    }
    const event = JSON.parse(body);
    const id: string = event.data.object.id;
    if (!seen.has(event.id)) accepted.push({ id: toUuid('deal', id) ?? id, sequence: event.sequence });
    seen.add(event.id);
    response.writeHead(200).end();
  };
  return accepted;
}
