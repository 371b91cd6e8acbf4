// Makes src/generated from the OpenAPI document: the types with openapi-typescript, the codes of problems, and the table
// of operations that the client works from at run time. Usage: node sdk/scripts/generate.mjs [openapi.json]
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import ts from 'typescript';

import { problemCodes } from './problem-codes.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const SDK = dirname(dirname(fileURLToPath(import.meta.url)));
const generated = join(SDK, 'src/generated');
const document = JSON.parse(readFileSync(process.argv[2] ?? resolve(SDK, '../openapi/openapi.json'), 'utf8'));

writeFileSync(join(generated, 'operations.ts'), operationTable());
writeFileSync(join(generated, 'problem-codes.ts'), problemCodes(document.components.schemas));
// A field with a default may still be left out of a request, so it is not made required.
const types = await openapiTS(slim(document), { defaultNonNullable: false, transform: template });
writeFileSync(join(generated, 'api.d.ts'), COMMENT_HEADER + astToString(types));

/** Every operation by its id, sorted, as a module. */
function operationTable() {
  const lines = operations(document.paths).map(({ method, path, operation }) => {
    const { operationId, parameters = [], requestBody, responses, security } = operation;
    const anonymous = needsNoToken(security) ? ', anonymous: true' : '';
    const takesBytes = requestBody?.content['application/octet-stream'] ? ', takesBytes: true' : '';
    const answersBytes = responses['200']?.content?.['*/*'] ? ', answersBytes: true' : '';
    const flags = `body: ${requestBody !== undefined}, write: ${isWrite(parameters)}, list: ${isList(responses)}${anonymous}${takesBytes}${answersBytes}`;
    return `  '${operationId}': { method: '${method}', path: '${path}', ${flags} },`;
  });
  return `/** Every operation of the API by its id: made from the OpenAPI document, never edited. */
export const operationTable = {
${lines.sort().join('\n')}
} as const;
`;
}

function operations(items = {}) {
  return Object.entries(items).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method, path, operation: item[method] })),
  );
}

/** Whether it changes something: reads take no Idempotency-Key. */
function isWrite(parameters) {
  return parameters.some(({ in: place, name }) => place === 'header' && name === 'Idempotency-Key');
}

/** Whether it may be called without a token: nothing is required, or one of the ways requires nothing. */
function needsNoToken(security) {
  return security.length === 0 || security.some((schemes) => Object.keys(schemes).length === 0);
}

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

/** A text that begins with one of some words (`x-template`), as TypeScript can say it; a pattern would be any text. */
function template(schema) {
  const starts = schema['x-template'];
  if (!starts) return undefined;
  const text = ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
  return ts.factory.createUnionTypeNode(
    starts.map((start) =>
      ts.factory.createTemplateLiteralType(ts.factory.createTemplateHead(start), [
        ts.factory.createTemplateLiteralTypeSpan(text, ts.factory.createTemplateTail('')),
      ]),
    ),
  );
}

/** The document without the examples of whole bodies, which would be most of the types' text; as openapi-typescript reads it. */
function slim(whole) {
  const copy = structuredClone(whole);
  for (const { operation } of [...operations(copy.paths), ...operations(copy.webhooks)]) {
    // Deliveries carry a signature instead of a credential; openapi-typescript wants that said.
    operation.security ??= [];
    // It takes a parameter with `content` for a text; the client sends objects as JSON.
    for (const parameter of operation.parameters ?? []) {
      parameter.schema ??= parameter.content['application/json'].schema;
    }
    for (const { content = {} } of [operation.requestBody ?? {}, ...Object.values(operation.responses)]) {
      for (const media of Object.values(content)) {
        delete media.example;
        delete media.examples;
      }
    }
  }
  return copy;
}
