// Groups the files of tests into bundles. Jest gives every file a fresh registry of modules, and loading the product takes
// longer than most files' tests: the files of a bundle share one. A new file is in a bundle by itself; one that must be
// alone says so in a line `// Not bundled: why`.
import fs from 'node:fs';
import path from 'node:path';

const ALONE = /^\/\/ Not bundled: \S/m;
/** Definitions are known in the whole process: tests that make some up must not meet the product's. */
const DEFINES = /^(?:export )?const \w+ = define[A-Z]|\bdefineEvent\(/m;
const IMPORT = /^(?:import|export)\b[^;]*?\bfrom '(\.[^']+)'|^import '(\.[^']+)'/gm;
/** Fewer would leave workers without work at the end; each one more loads and compiles everything again. */
const MOST_BUNDLES = 8;

/** Writes the bundles and the configuration that runs them into .build/bundles; answers with the path of the latter. */
export function writeBundles(root) {
  const folder = path.join(root, '.build', 'bundles');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const config = JSON.parse(fs.readFileSync(path.join(root, 'jest.config.json'), 'utf8'));
  for (const [at, bundle] of bundlesOf(root, specFiles(root, config)).entries()) {
    const number = String(at + 1).padStart(2, '0');
    fs.writeFileSync(path.join(folder, `${number}-${nameOf(bundle)}.bundle.js`), sourceOf(bundle));
  }
  const file = path.join(folder, 'jest.config.json');
  fs.writeFileSync(file, JSON.stringify(configOf(config), null, 2));
  return file;
}

/** The usual configuration, but for what is run; what failed is said again at the end, however few it was. */
function configOf(usual) {
  return {
    ...usual,
    reporters: ['default', ['summary', { summaryThreshold: 0 }]],
    modulePathIgnorePatterns: ['<rootDir>/dist'],
    rootDir: '../..',
    roots: ['<rootDir>/.build/bundles'],
    testRegex: '\\.bundle\\.js$',
    testSequencer: '<rootDir>/scripts/test-order.mjs',
  };
}

const sourceOf = (bundle) =>
  [
    "const { bundled } = require('../../test/support/bundled.ts');",
    ...bundle.map(({ file }) => `bundled('${file}', () => require('../../${file}'));`),
    '',
  ].join('\n');

/** Where most of its files are. */
function nameOf(bundle) {
  const [file] = bundle.map((one) => one.file);
  const [top, ...folders] = path.dirname(file).split('/');
  const place = [top, ...folders.filter((name) => name !== 'test')].join('-');
  return bundle.length === 1 ? `${place}-${path.basename(file, '.spec.ts')}` : place;
}

/** Paths from the root, in a fixed order. */
function specFiles(root, { roots, testRegex, testPathIgnorePatterns }) {
  const [wanted, ignored] = [[testRegex], testPathIgnorePatterns].map((patterns) =>
    patterns.map((pattern) => new RegExp(pattern)),
  );
  return roots
    .map((one) => one.replace('<rootDir>/', ''))
    .flatMap((one) =>
      fs.globSync(`${one}/**/*.ts`, { cwd: root, exclude: (name) => name === 'node_modules' }),
    )
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => wanted.some((one) => one.test(file)) && !ignored.some((one) => one.test(`/${file}`)))
    .sort();
}

/** Those first that take longest. */
function bundlesOf(root, files) {
  const specs = files.map((file) => specOf(root, file));
  const alone = specs.filter(({ isAlone }) => isAlone).map((spec) => [spec]);
  const together = Map.groupBy(
    specs.filter(({ isAlone }) => !isAlone),
    ({ realm }) => realm,
  );
  const total = sum([...together.values()].flat());
  const bundles = [...together.values()].flatMap((group) => split(group, total / MOST_BUNDLES));
  return [...alone, ...bundles].sort(longestFirst);
}

const sum = (specs) => specs.reduce((all, { weight }) => all + weight, 0);
const longestFirst = (a, b) => sum(b) - sum(a);

/** Neighbours stay together: a file more changes the bundles near it, not all of them. */
function split(specs, size) {
  const count = Math.max(1, Math.round(sum(specs) / size));
  const share = sum(specs) / count;
  const bundles = Array.from({ length: count }, () => []);
  let before = 0;
  for (const spec of specs) {
    bundles[Math.min(count - 1, Math.floor((before + spec.weight / 2) / share))].push(spec);
    before += spec.weight;
  }
  return bundles.filter((bundle) => bundle.length > 0);
}

function specOf(root, file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const sources = importsOf(root, file);
  const servesApi = sources.some((one) => /-(api|app)\.ts$/.test(one));
  const sharesApi = text.includes('TestApi.shared()');
  const startsPrograms = sources.some((one) => /\/(program|mortal-product)\.ts$/.test(one));
  return {
    file,
    isAlone: ALONE.test(text),
    realm: sources.filter((one) => DEFINES.test(fs.readFileSync(path.join(root, one), 'utf8'))).join(),
    weight: text.split('\n').length + (servesApi && !sharesApi ? 100 : 0) + (startsPrograms ? 600 : 0),
  };
}

/** The files of tests that a file of tests needs, itself included. */
function importsOf(root, file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  for (const [, from, plain] of text.matchAll(IMPORT)) {
    const target = path.posix.join(path.posix.dirname(file), from ?? plain);
    const found = [`${target}.ts`, `${target}/index.ts`].find((one) => fs.existsSync(path.join(root, one)));
    if (found && /^(test|sdk\/test)\//.test(found)) importsOf(root, found, seen);
  }
  return [...seen].sort();
}
