/** Who may import whom. The picture of it is in ARCHITECTURE.md; change both together. */
const LIBRARY = '^libs/([^/]+)/([^/]+)/';
const anyFrontDoor = '^libs/[^/]+/[^/]+/index[.]ts$';
const spec = '[.]spec[.]ts$';

const layer = (name, comment, forbidden) => ({
  name: `${name}-knows-nothing-above`,
  comment,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: spec },
  to: { path: forbidden },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    layer('platform', 'platform/ could serve any product.', '^libs/(access|crm|ecosystem)/|^apps/|^test/'),
    layer(
      'access',
      'access/ and crm/ know each other by ids and events only.',
      '^libs/(crm|ecosystem)/|^apps/|^test/',
    ),
    layer(
      'crm',
      'crm/ says what happened; who listens is not its concern.',
      '^libs/(access|ecosystem)/|^apps/|^test/',
    ),
    layer('ecosystem', 'Processes compose libraries, never the other way round.', '^apps/|^test/'),
    {
      name: 'front-door-only',
      comment: 'From outside a library, import its index.ts and nothing behind it.',
      severity: 'error',
      from: { path: LIBRARY, pathNot: spec },
      to: { path: '^libs/[^/]+/[^/]+/', pathNot: ['^libs/$1/$2/', anyFrontDoor] },
    },
    {
      name: 'front-door-only-for-apps-and-tests',
      comment:
        'Races between workers and dead connections cannot be staged over HTTP: the tests of both look inside.',
      severity: 'error',
      from: { path: '^(apps|test|bench)/', pathNot: '^test/(webhooks|faults)/' },
      to: { path: '^libs/[^/]+/[^/]+/', pathNot: anyFrontDoor },
    },
    {
      name: 'not-through-own-front-door',
      comment: 'Inside a library, import the file itself: going through index.ts makes cycles.',
      severity: 'error',
      from: { path: LIBRARY, pathNot: ['index[.]ts$', spec] },
      to: { path: '^libs/$1/$2/index[.]ts$' },
    },
    {
      name: 'record-types-do-not-import-each-other',
      comment: 'Leads, deals, contacts and companies meet in records/, not in each other.',
      severity: 'error',
      from: { path: '^libs/crm/(contacts|companies|deals|leads)/' },
      to: { path: '^libs/crm/(contacts|companies|deals|leads)/', pathNot: '^libs/crm/$1/' },
    },
    {
      name: 'sql-stays-in-libs',
      comment: 'apps/ only compose modules.',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },
    {
      name: 'one-way-to-the-database',
      comment: 'Only platform/database opens connections.',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['^libs/platform/(database|embedded-postgres)/', spec] },
      to: { path: 'node_modules/pg/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(apps|libs)/', pathNot: ['main[.]ts$', spec] },
      to: {},
    },
    {
      name: 'no-dev-dependency-in-product',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
