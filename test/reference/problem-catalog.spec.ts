import { FAULTS } from '../../apps/api/reference/fault-catalog';
import { PROBLEMS } from '../../apps/api/reference/problem-catalog';
import { sdkCodes } from './sdk-codes';
import { codesOfProduct, codesOfText } from './source-codes';

const codes = (entries: readonly { code: string }[]): string[] => entries.map(({ code }) => code);
const without = (some: Iterable<string>, others: Iterable<string>): string[] => {
  const known = new Set(others);
  return [...some].filter((code) => !known.has(code)).sort();
};

describe('the catalogue of problems', () => {
  const inSources = codesOfProduct();

  it('explains every problem code that the sources throw', () => {
    expect(without(inSources.problems, codes(PROBLEMS))).toEqual([]);
  });

  it('explains every fault code that the sources use', () => {
    expect(without(inSources.faults, codes(FAULTS))).toEqual([]);
  });

  it('explains no code that nothing throws any more', () => {
    expect(without(codes(PROBLEMS), inSources.problems)).toEqual([]);
    expect(without(codes(FAULTS), inSources.faults)).toEqual([]);
  });

  it('misses no code because it was computed: each is written out where it is thrown', () => {
    expect(inSources.unreadable).toEqual([]);
  });

  it('names each code once, in words that make an anchor', () => {
    for (const entries of [PROBLEMS, FAULTS]) {
      expect(new Set(codes(entries)).size).toBe(entries.length);
      for (const { code } of entries) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });

  it('says of each code what it means and what to do', () => {
    for (const { meaning, remedy } of [...PROBLEMS, ...FAULTS]) {
      expect(meaning).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('the types of the SDK', () => {
  const { problems, faults } = sdkCodes();

  it('know every problem code, with the members that it brings', () => {
    const explained = PROBLEMS.map(({ code, members = [], optionalMembers = [] }) => [
      code,
      { always: members, sometimes: optionalMembers },
    ]);
    expect(problems).toEqual(Object.fromEntries(explained));
  });

  it('know every fault code', () => {
    expect(faults).toEqual(codes(FAULTS).sort());
  });
});

describe('the reader of the sources', () => {
  it.each([
    ['a thrown problem', `throw new ProblemError({ status: 422, code: 'new_code', detail })`],
    [
      'a function that takes the code',
      `const refuse = (code: string) => new ProblemError({ code }); refuse('new_code')`,
    ],
    ['a choice of two', `throw new ProblemError({ code: late ? 'new_code' : 'other_code' })`],
    [
      'a table',
      `const CODES = { a: 'new_code' }; throw new ProblemError({ code: CODES[key] ?? 'other_code' })`,
    ],
    [
      'a table of tuples',
      `const T = { 4: ['new_code', ''] }; function f() { const entry = T[s]; const [code] = entry; throw new ProblemError({ code }) }`,
    ],
  ])('finds the code of %s', (_, text) => {
    expect([...codesOfText(text).problems]).toContain('new_code');
  });

  it('finds the code of a fault, also through a function', () => {
    const text = `class E { fault(pointer: string, code: string, detail: string) { this.f.push({ pointer, code, detail }) } }
      new E().fault('', 'new_code', ''); const fault = { pointer: '', code: 'other_code', detail: '' }`;
    expect([...codesOfText(text).faults].sort()).toEqual(['new_code', 'other_code']);
  });

  it('reports a code that it cannot read', () => {
    expect(codesOfText('throw new ProblemError({ code: row.code })').unreadable).toEqual(['given.ts:1']);
  });
});
