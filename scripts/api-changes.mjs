// Says what has changed in the API since the last release, and which of it breaks clients; exit code 1 when something does.
//
//   node scripts/api-changes.mjs [released.json [current.json]]
//
// openapi/released.json is the document of the last release: a release copies openapi/openapi.json over it.
//
// Written by hand because the two libraries that could be used do not fit: openapi-diff (npm) does not read OpenAPI 3.1, and
// oasdiff and openapi-changes are Go programs, which npm packages only download from elsewhere while they install.
import { readFileSync } from 'node:fs';

import { compareSchemas } from './compare-schemas.mjs';

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function changesBetween(before, after) {
  const found = new Map();
  const tell = (isBreaking, text) => found.set(`${isBreaking} ${text}`, { isBreaking, text });
  const documents = { before, after };
  eachPair(operationsOf(before), operationsOf(after), tell, 'operation', (old, now, name) =>
    compareOperations(documents, old, now, (isBreaking, text) => tell(isBreaking, `${name}: ${text}`)),
  );
  eachPair(before.webhooks ?? {}, after.webhooks ?? {}, tell, 'event', (old, now, name) =>
    // What an endpoint receives is an answer to whoever wrote it.
    compareContents(documents, old.post.requestBody, now.post.requestBody, {
      side: 'answer',
      tell: (isBreaking, text) => tell(isBreaking, `${name}: ${text}`),
    }),
  );
  eachPair(scopesOf(before), scopesOf(after), tell, 'scope', () => undefined);
  return [...found.values()].sort((a, b) => Number(b.isBreaking) - Number(a.isBreaking));
}

/** What has gone breaks clients, what is new does not, the rest is looked into. */
function eachPair(before, after, tell, kind, compare) {
  for (const [name, old] of Object.entries(before)) {
    if (Object.hasOwn(after, name)) compare(old, after[name], name);
    else tell(true, `the ${kind} ${name} is gone`);
  }
  for (const name of Object.keys(after))
    if (!Object.hasOwn(before, name)) tell(false, `the ${kind} ${name} is new`);
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'];

const operationsOf = ({ paths = {} }) =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => [
        `${method.toUpperCase()} ${path}`,
        item[method],
      ]),
    ),
  );

const scopesOf = ({ components = {} }) =>
  Object.assign(
    {},
    ...Object.values(components.securitySchemes ?? {}).flatMap(({ flows = {} }) =>
      Object.values(flows).map(({ scopes = {} }) => scopes),
    ),
  );

function compareOperations(documents, old, now, tell) {
  if (old.operationId !== now.operationId) {
    tell(true, `its operationId was ${old.operationId} and is ${now.operationId}`);
  }
  compareSecurity(old, now, tell);
  compareParameters(documents, old, now, tell);
  compareBodies(documents, old, now, tell);
  eachStatus(documents, old.responses, now.responses, tell);
}

const neededScopes = ({ security = [] }) => security.flatMap((scheme) => Object.values(scheme).flat());

function compareSecurity(old, now, tell) {
  const isPublic = ({ security = [] }) =>
    security.length === 0 || security.some((schemes) => Object.keys(schemes).length === 0);
  if (isPublic(old) && !isPublic(now)) tell(true, 'needs a token now');
  if (!isPublic(old) && isPublic(now)) tell(false, 'needs no token any more');
  const isPassable = (operation) => (scheme) =>
    (operation.security ?? []).some((one) => Object.hasOwn(one, scheme));
  for (const scheme of (old.security ?? []).flatMap(Object.keys)) {
    if (!isPublic(now) && !isPassable(now)(scheme)) tell(true, `does not take ${scheme} any more`);
  }
  for (const scope of neededScopes(now))
    if (!neededScopes(old).includes(scope)) tell(true, `needs the scope ${scope}`);
  for (const scope of neededScopes(old)) {
    if (!neededScopes(now).includes(scope)) tell(false, `does not need the scope ${scope} any more`);
  }
}

function compareParameters(documents, old, now, tell) {
  const named = ({ parameters = [] }) =>
    Object.fromEntries(
      parameters.map((parameter) => [`${parameter.in} parameter ${parameter.name}`, parameter]),
    );
  const [before, after] = [named(old), named(now)];
  for (const [name, parameter] of Object.entries(after)) {
    const known = before[name];
    if (!known)
      tell(parameter.required === true, `the ${name} is new${parameter.required ? ' and required' : ''}`);
    else if (!known.required && parameter.required) tell(true, `the ${name} is required now`);
    else if (known.required && !parameter.required) tell(false, `the ${name} is optional now`);
  }
  for (const [name, parameter] of Object.entries(before)) {
    if (!after[name]) tell(true, `the ${name} is gone`);
    else if (isJsonText(parameter) !== isJsonText(after[name]))
      tell(true, `the ${name} is written otherwise`);
    else {
      compareSchemas(documents, {
        before: valueSchema(parameter),
        after: valueSchema(after[name]),
        side: 'request',
        tell: (isBreaking, where, what) => tell(isBreaking, `the ${name}${where} ${what}`),
      });
    }
  }
}

const isJsonText = ({ content }) => content !== undefined;
const valueSchema = ({ schema, content }) => schema ?? content['application/json'].schema;

function compareBodies(documents, { requestBody: old }, { requestBody: now }, tell) {
  if (!old && !now) return;
  if (!old) return tell(now.required === true, 'takes a body now');
  if (!now) return tell(true, 'takes no body any more');
  if (!old.required && now.required) tell(true, 'needs a body now');
  compareContents(documents, old, now, { side: 'request', tell });
}

function compareContents(
  documents,
  { content: old = {} },
  { content: now = {} },
  { side, tell, what = 'body' },
) {
  for (const [type, media] of Object.entries(old)) {
    if (!now[type]) {
      tell(true, `its ${what} is no longer ${type}`);
      continue;
    }
    compareSchemas(documents, {
      before: media.schema,
      after: now[type].schema,
      side,
      tell: (isBreaking, where, change) => tell(isBreaking, `its ${what}${where} ${change}`),
    });
  }
  for (const type of Object.keys(now)) if (!old[type]) tell(false, `its ${what} may be ${type}`);
}

/** Clients know how to treat an error that they have not seen before (by its class), but not another kind of success. */
function eachStatus(documents, old = {}, now = {}, tell) {
  const isError = (status) => Number(status) >= 400;
  for (const [status, answer] of Object.entries(old)) {
    const what = `${status} answer`;
    if (!now[status]) {
      tell(!isError(status), `has no ${what} any more`);
      continue;
    }
    compareContents(documents, answer, now[status], { side: 'answer', tell, what });
    for (const header of Object.keys(answer.headers ?? {})) {
      if (!now[status].headers?.[header]) tell(true, `its ${what} has no header ${header} any more`);
    }
  }
  for (const status of Object.keys(now)) if (!old[status]) tell(!isError(status), `may answer ${status} now`);
}

function main([released = 'openapi/released.json', current = 'openapi/openapi.json']) {
  const before = read(released);
  if (before === null) {
    console.log(`Nothing released yet: there is no ${released}, so nothing can break.`);
  } else {
    const after = read(current);
    if (after === null) throw new Error(`There is no ${current}: npm run generate makes it.`);
    const changes = changesBetween(before, after);
    for (const { isBreaking, text } of changes)
      console.log(`${isBreaking ? 'breaking' : 'additive'}  ${text}`);
    const broken = changes.filter(({ isBreaking }) => isBreaking).length;
    console.log(`${changes.length} changes since the last release, ${broken} of them break clients.`);
    process.exitCode = broken > 0 ? 1 : 0;
  }
}

main(process.argv.slice(2));
