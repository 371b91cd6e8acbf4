import fc from 'fast-check';

import { jsonDepth } from './json-depth';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('the depth of a JSON text', () => {
  it('is the depth of what a parser makes of it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(jsonDepth(Buffer.from(text))).toBe(depthOf(JSON.parse(text)));
      }),
    );
  });

  it.each([
    ['"[[[["', 0],
    ['{"a":"\\"[{"}', 1],
    ['["\\\\",[1]]', 2],
    ['[[[', 3],
    [']]]][', 0],
    ['', 0],
  ])('counts no brackets in texts and bears nonsense: %s', (text, depth) => {
    expect(jsonDepth(Buffer.from(text))).toBe(depth);
  });
});
