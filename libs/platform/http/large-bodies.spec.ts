import { setImmediate as nextTurn } from 'node:timers/promises';

import { LargeBodies } from './large-bodies';

const MB = 1024 * 1024;

/** Asks for turns, and tells which have come so far, in their order. */
function asking(bodies: LargeBodies) {
  const come: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    come,
    ask: async (name: string, bytes = MB) => {
      const end = await bodies.turn(bytes);
      if (end) ends.set(name, end);
      come.push(end ? name : `${name} refused`);
    },
    end: async (name: string) => {
      ends.get(name)?.();
      await nextTurn();
    },
  };
}

describe('large bodies', () => {
  it('take turns, four at a time, in the order in which they came', async () => {
    const { come, ask, end } = asking(new LargeBodies());
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) void ask(name);
    await nextTurn();
    expect(come).toEqual(['a', 'b', 'c', 'd']);
    await end('c');
    await end('c');
    expect(come).toEqual(['a', 'b', 'c', 'd', 'e']);
    await end('a');
    await end('b');
    await ask('g');
    expect(come).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    void ask('h');
    await nextTurn();
    expect(come).toHaveLength(7);
  });

  it('are refused when 64 MB wait already, and have room again when those are done', async () => {
    const { come, ask, end } = asking(new LargeBodies());
    for (let at = 0; at < 4; at += 1) await ask(`first ${at}`);
    for (let at = 0; at < 6; at += 1) void ask(`waiting ${at}`, 10 * MB);
    await ask('one more', 10 * MB);
    expect(come.at(-1)).toBe('one more refused');
    await end('first 0');
    void ask('later', 10 * MB);
    await end('first 1');
    for (let at = 0; at < 6; at += 1) await end(`waiting ${at}`);
    expect(come).toContain('later');
  });
});
