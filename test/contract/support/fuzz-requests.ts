import fc from 'fast-check';
import { takesBytes } from '../../isolation/support/exercise';
import {
  type ApiDocument,
  isJsonText,
  type Parameter,
  type PlacedOperation,
  schemaOf,
} from '../../support/api-contract';
import { brokenText, brokenValue } from './broken-values';
import type { WireRequest } from './fuzz-http';
import { poisonText, withRawParts } from './poisons';
import { slot, ValidValues } from './valid-values';

/** A generated request; `value` is what its body says, when that is JSON. */
export interface FuzzRequest extends WireRequest {
  readonly value?: unknown;
}

type Query = readonly (readonly [name: string, value: string])[];

interface Parts {
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Pick<FuzzRequest, 'body' | 'value'>;
}

/** Some of what a list started with, in its order: any other order is likely to be refused. */
const orderOf = (prefix: string, field: string) =>
  fc
    .subarray([`~${prefix}.4~`, `~${prefix}.5~`, `~${prefix}.6~`, `~${prefix}.7~`], { minLength: 1 })
    .map((ids) => ({ [field]: ids }));

const ORDERS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'stages.reorder': orderOf('stag', 'stage_ids'),
  'directory_values.reorder': orderOf('dval', 'value_ids'),
};

/** Makes requests of an operation from the document: as it asks for, and broken ones. */
export class FuzzRequests {
  private readonly values: ValidValues;

  constructor({ components }: ApiDocument) {
    this.values = new ValidValues(components.schemas);
  }

  valid(operation: PlacedOperation): fc.Arbitrary<FuzzRequest> {
    return this.request(operation, {});
  }

  broken(operation: PlacedOperation): fc.Arbitrary<FuzzRequest> {
    const ways: Partial<Record<keyof Parts, fc.Arbitrary<unknown>>>[] = [
      { query: this.brokenQuery(operation) },
      { headers: weirdHeaders },
    ];
    if (operation.path.includes('{')) ways.push({ path: this.brokenPath(operation) });
    const valid = this.bodyValue(operation);
    if (valid) {
      const value = brokenValue(valid).map(asJson);
      const text = brokenText(valid).map((body) => ({ body }));
      const typed = fc.record({ 'content-type': fc.constantFrom(...WRONG_TYPES) });
      ways.push({ body: value }, { body: value }, { body: value }, { body: text }, { headers: typed });
    }
    return fc.oneof(...ways.map((way) => this.request(operation, way)));
  }

  private request(
    operation: PlacedOperation,
    given: Partial<Record<keyof Parts, fc.Arbitrary<unknown>>>,
  ): fc.Arbitrary<FuzzRequest> {
    const isBytes = takesBytes(operation);
    const bytes = fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((some) => ({ body: Buffer.from(some) }));
    const none = isBytes ? bytes : fc.constant({ body: null });
    const body = this.bodyValue(operation)?.map(asJson) ?? none;
    const parts = {
      path: this.path(operation),
      query: this.query(operation).map(encoded),
      headers: this.headers(operation),
      body,
      ...given,
    } as { [Name in keyof Parts]: fc.Arbitrary<Parts[Name]> };
    return fc.record(parts).map(({ path, query, headers, body: { body: text, value } }) => ({
      method: operation.method,
      path: query === '' ? path : `${path}?${query}`,
      headers: { ...(text !== null && { 'content-type': isBytes ? BYTES : 'application/json' }), ...headers },
      body: text,
      value,
    }));
  }

  private bodyValue({ operationId, requestBody }: PlacedOperation): fc.Arbitrary<unknown> | null {
    const order = ORDERS[operationId];
    if (order) return order;
    const { schema, example, examples = {} } = requestBody?.content['application/json'] ?? {};
    if (!schema) return null;
    const shown = [example, ...Object.values(examples).map(({ value }) => value)].filter(Boolean);
    const made = this.values.of(schema);
    return shown.length > 0
      ? fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...shown) }, { weight: 4, arbitrary: made })
      : made;
  }

  private path(operation: PlacedOperation): fc.Arbitrary<string> {
    return this.pathWith(operation, (one) => this.values.of(schemaOf(one)).map(String));
  }

  private brokenPath(operation: PlacedOperation): fc.Arbitrary<string> {
    const raw = fc.constantFrom(
      '%',
      '%zz',
      '%ff',
      '%00',
      '%2f..%2f',
      '..',
      'a'.repeat(2000),
      '%C0%AF',
      ';a=b',
    );
    const bad = poisonText.filter((text) => text.isWellFormed() && text.length < 3000);
    return this.pathWith(operation, () => fc.oneof(bad.map(encodeURIComponent), raw), false);
  }

  private pathWith(
    { path, parameters = [] }: PlacedOperation,
    value: (parameter: Parameter) => fc.Arbitrary<string>,
    encodes = true,
  ): fc.Arbitrary<string> {
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    return fc.record(Object.fromEntries(inPath.map((one) => [one.name, value(one)]))).map((made) =>
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const text = made[name] ?? '';
        if (!encodes) return text;
        return fitting(path, name, made) ?? encodeURIComponent(text);
      }),
    );
  }

  private query({ parameters = [] }: PlacedOperation): fc.Arbitrary<Query> {
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    const needed = inQuery.filter(({ required }) => required);
    const others = inQuery.filter(({ required }) => !required);
    return fc
      .subarray(others, { maxLength: Math.min(4, others.length) })
      .chain((chosen) =>
        fc.tuple(
          ...[...needed, ...chosen].map((one) =>
            this.queryValue(one).map((value) => [one.name, value] as const),
          ),
        ),
      );
  }

  private queryValue(parameter: Parameter): fc.Arbitrary<string> {
    const { name } = parameter;
    const values = this.values.of(schemaOf(parameter));
    if (isJsonText(parameter)) return values.map((value) => JSON.stringify(value));
    // Nobody waits for events here.
    if (name === 'wait') return fc.constant('0');
    const prefix = ID_NAMES[name];
    if (prefix !== undefined) return slot(prefix);
    return values
      .map((value) => (Array.isArray(value) ? value.join(',') : String(value)))
      .filter((text) => text.isWellFormed());
  }

  private brokenQuery(operation: PlacedOperation): fc.Arbitrary<string> {
    const { parameters = [] } = operation;
    const names = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
    const bad = poisonText.filter((text) => text.isWellFormed() && text.length < 3000);
    const brokenFilter = this.brokenFilter(parameters);
    return fc.oneof(
      ...(names.length > 0 ? [fc.tuple(fc.constantFrom(...names), bad).map((pair) => encoded([pair]))] : []),
      ...(brokenFilter ? [brokenFilter, brokenFilter] : []),
      fc
        .tuple(fc.constantFrom('unknown', '__proto__', 'constructor', '', "x' OR 1"), bad)
        .map((pair) => encoded([pair])),
      fc.constantFrom(...names.map((name) => `${name}=1&${name}=2`), 'limit=5&limit=6'),
      fc.constantFrom(...[...names, 'x'].flatMap((name) => BAD_ESCAPES.map((bad) => `${name}=${bad}`))),
    );
  }

  private brokenFilter(parameters: readonly Parameter[]): fc.Arbitrary<string> | null {
    const filter = parameters.find(isJsonText);
    if (!filter) return null;
    const valid = this.queryValue(filter).map((text) => JSON.parse(text) as unknown);
    return brokenValue(valid)
      .map((value) => withRawParts(JSON.stringify(value)))
      .filter((text) => text.length < 3000)
      .map((text) => encoded([[filter.name, text]]));
  }

  private headers({ parameters = [] }: PlacedOperation): fc.Arbitrary<Record<string, string>> {
    const inHeader = parameters.filter((parameter) => parameter.in === 'header');
    return fc
      .subarray(inHeader, { maxLength: Math.min(1, inHeader.length) })
      .chain((chosen) =>
        fc.record(Object.fromEntries(chosen.map(({ name }) => [name, VALID_HEADERS[name] ?? ETAGS]))),
      );
  }
}

/** What must stand in a path so that it is found, whatever else was made up for it. */
function fitting(
  path: string,
  name: string,
  { id = '' }: Readonly<Record<string, string>>,
): string | undefined {
  // A stage is found under its own pipeline only, a line under its deal.
  if (/\/(stages|line-items)\/\{id\}(\/|$)/.test(path)) {
    if (name === 'pipeline_id') return id.replace('stag', 'pipeof');
    if (name === 'deal_id') return id.replace('line', 'dealof');
  }
  // Only stages of one pipeline have an order: the last that are known are of one.
  if (path.endsWith('/stages/reorder')) return '~pipeof.4~';
  // Values that are known are of one directory.
  if (name === 'directory') return 'source';
  // What was there from the start has something to go back to.
  if (name === 'id' && path.endsWith('/reset')) {
    return id.replace(/\d(?=~$)/, (at) => `${4 + (Number(at) % 4)}`);
  }
  return undefined;
}

const asJson = (value: unknown) => ({ body: withRawParts(JSON.stringify(value)), value });

const encoded = (query: Query): string =>
  query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

const BYTES = 'application/octet-stream';

const ETAGS = fc.constantFrom('*', '"1"', '"2"', '"1", "2"', '"1-abcdefgh"');
const VALID_HEADERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'Idempotency-Key': fc.uuid(),
  'If-None-Match': fc.constantFrom('*', '"1"'),
};

/** The prefixes of the ids that short filters of a list take. */
const ID_NAMES: Readonly<Record<string, string>> = {
  owner_id: 'memb',
  pipeline_id: 'pipe',
  stage_id: 'stag',
  company_id: 'comp',
};

const BAD_ESCAPES = [
  '%',
  '%zz',
  '%ff',
  '%00',
  '%C0%AF',
  '%ED%A0%80',
  '+',
  '&&==',
  '[]',
  '{"a":',
  'a'.repeat(5000),
];

const WRONG_TYPES = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'application/json;;;=',
  'application/problem+json',
  'json',
  '*/*',
  '',
];

const LATIN = fc.constantFrom(
  'é',
  '\u00ff\u0080',
  'a b',
  '',
  ' ',
  'x'.repeat(300),
  'x'.repeat(6000),
  "' OR 1=1 --",
);

const weirdHeaders: fc.Arbitrary<Record<string, string>> = fc
  .tuple(
    fc.constantFrom(
      'if-match',
      'if-none-match',
      'idempotency-key',
      'accept',
      'accept-encoding',
      'authorization',
      'request-id',
      'traceparent',
      'range',
      'content-encoding',
      'origin',
      'x-http-method-override',
      'x-forwarded-host',
    ),
    fc.oneof(
      LATIN,
      fc.constantFrom(
        'W/"1"',
        '"99999999999999999999"',
        '"1',
        'text/html',
        '*/*;q=0',
        'Bearer',
        'gzip',
        'DELETE',
      ),
    ),
  )
  .map(([name, value]) => ({ [name]: value }));
