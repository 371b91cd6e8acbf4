// Makes src/generated from the OpenAPI document: the types with openapi-typescript, and the table of operations that
// the client works from at run time. Usage: node sdk/scripts/generate.mjs [openapi.json]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const SDK = dirname(dirname(fileURLToPath(import.meta.url)));
const documentPath = resolve(process.argv[2] ?? join(SDK, '../openapi/openapi.json'));
const generated = join(SDK, 'src/generated');

const require = createRequire(import.meta.url);
const cli = join(dirname(require.resolve('openapi-typescript/package.json')), 'bin/cli.js');
execFileSync(
  process.execPath,
  [cli, documentPath, '-o', join(generated, 'api.d.ts'), '--default-non-nullable', 'false'],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);

const document = JSON.parse(readFileSync(documentPath, 'utf8'));
const lines = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => {
    const { operationId, parameters = [], requestBody, responses } = item[method];
    const entry = {
      method,
      path,
      body: requestBody !== undefined,
      write: isWrite(parameters),
      list: isList(responses),
    };
    return `  '${operationId}': ${literal(entry)},`;
  }),
);

writeFileSync(
  join(generated, 'operations.ts'),
  `/** Every operation of the API by its id: made from the OpenAPI document, never edited. */
export const operationTable = {
${lines.sort().join('\n')}
} as const;
`,
);

/** Whether the answer is a list: an object with an array named `data`. */
function isList(responses) {
  const ok = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const schema = resolved(ok?.content?.['application/json']?.schema);
  return [schema, ...(schema?.allOf ?? []).map(resolved)].some(
    (part) => part?.properties?.data?.type === 'array',
  );
}

function resolved(schema) {
  return schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema;
}

function literal({ method, path, body, write, list }) {
  return `{ method: '${method}', path: '${path}', body: ${body}, write: ${write}, list: ${list} }`;
}

/** Whether it changes something: reads take no Idempotency-Key. */
function isWrite(parameters) {
  return parameters.some(({ in: place, name }) => place === 'header' && name === 'Idempotency-Key');
}
