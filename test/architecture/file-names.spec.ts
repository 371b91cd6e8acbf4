import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Words that say nothing of what a file does. */
const EMPTY_WORDS = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'managers']);
/** Words that say nothing when they stand alone. */
const EMPTY_NAMES = new Set(['data', 'info', 'core', 'shared', 'base', 'types', 'constants', 'functions']);

/** Every source file, as a path from the root of the repository. */
const files = ['apps', 'libs', 'test', 'sdk/src', 'bench', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.includes('node_modules/') && !path.includes('/dist/')),
);

const steps = (path: string): string[] => path.replace(/\.\w+$/, '').split('/');

describe('the names of files and folders', () => {
  it('are all read', () => {
    expect(files.length).toBeGreaterThan(200);
  });

  it('are in kebab-case', () => {
    const odd = files.filter(
      (path) => !steps(path).every((step) => /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(step)),
    );
    expect(odd).toEqual([]);
  });

  it('say what is inside', () => {
    const saysNothing = (step: string): boolean =>
      EMPTY_NAMES.has(step) || step.split(/[.-]/).some((word) => EMPTY_WORDS.has(word));
    expect(files.filter((path) => steps(path).some(saysNothing))).toEqual([]);
  });

  it('end in a kind that is known', () => {
    const KINDS =
      /\.(entity|entities|dto|events|record-type|controller|service|module|job|spec|long\.spec|decorator|filter|guard|interceptor|provider|scope|config|d)\.ts$/;
    const odd = files.filter((path) => /\.[a-z-]+\.ts$/.test(path) && !KINDS.test(path));
    expect(odd).toEqual([]);
  });
});
