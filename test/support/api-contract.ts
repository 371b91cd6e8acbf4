import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** A JSON Schema of the document. */
export type Schema = Readonly<Record<string, unknown>>;

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
  /** Instead of the schema: the value is JSON as text. */
  readonly content?: { readonly 'application/json': Media };
  readonly example?: unknown;
}

/** Whether a value is JSON as text, which its schema then is about. */
export const isJsonText = ({ content }: Parameter): boolean => content !== undefined;

/** The schema of a parameter's value. */
export const schemaOf = ({ schema, content }: Parameter): Schema =>
  schema ?? content?.['application/json'].schema ?? {};

/** What the document says of one operation. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** Whether an operation may be called without a token. */
export const isPublic = ({ security = [] }: DocumentedOperation): boolean =>
  security.length === 0 || security.some((schemes) => Object.keys(schemes).length === 0);

/** The parts of an OpenAPI document that tests read. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post: DocumentedOperation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The document as it is committed; `npm run generate` makes it anew. */
export const committedDocument = (): ApiDocument =>
  JSON.parse(readFileSync(join(__dirname, '../../openapi/openapi.json'), 'utf8')) as ApiDocument;

/** An operation with its place. */
export interface PlacedOperation extends DocumentedOperation {
  readonly method: string;
  readonly path: string;
}

/** An answer as a client sees it. */
export interface SeenAnswer {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** An OpenAPI document that answers and examples can be held against. */
export class ApiContract {
  readonly operations: readonly PlacedOperation[];
  /** Each schema is compiled for a few answers: making it costs more than using it, so it is made as it comes. */
  private readonly ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: true,
    inlineRefs: false,
    code: { optimize: false },
  });
  private readonly routes: readonly { pattern: RegExp; operation: PlacedOperation }[];
  private readonly compiled = new Map<Schema, ValidateFunction>();

  constructor(readonly document: ApiDocument) {
    addFormats(this.ajv);
    this.ajv.addFormat('decimal', /^-?\d+(\.\d+)?$/);
    this.ajv.addSchema({ $id: BASE, components: document.components });
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
    );
    this.routes = this.operations
      .map((operation) => ({ pattern: patternOf(operation.path), operation }))
      .sort((a, b) => fixedLength(b.operation.path) - fixedLength(a.operation.path));
  }

  /** The operation that a request is for, or undefined when the document has none. */
  operationOf(method: string, path: string): PlacedOperation | undefined {
    return this.routes.find(
      ({ pattern, operation }) => operation.method === method.toLowerCase() && pattern.test(path),
    )?.operation;
  }

  /** What an answer has that the document does not promise, or lacks that it does; empty when it is as documented. */
  faults(answer: SeenAnswer): string[] {
    const operation = this.operationOf(answer.method, answer.path);
    if (!operation) return this.problemFaults(answer);
    const documented = operation.responses[answer.status];
    if (!documented) return [`${operation.operationId} answers ${answer.status}, which is not documented`];
    const missing = Object.entries(documented.headers ?? {})
      .filter(([name, { required = true }]) => required && !answer.headers[name.toLowerCase()])
      .map(([name]) => name);
    return [
      ...missing.map((name) => `${operation.operationId} ${answer.status} lacks the header ${name}`),
      ...this.codeFaults(operation.operationId, answer),
      ...this.bodyFaults(operation.operationId, documented, answer),
    ];
  }

  /** Why a value does not fit a schema; empty when it fits. */
  mismatches(schema: Schema, value: unknown): string[] {
    const validate = this.compiled.get(schema) ?? this.ajv.compile(absolute(schema) as Schema);
    this.compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '(root)'} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** An address that the document does not have still answers its problems in the documented form. */
  private problemFaults({ method, path, status, body }: SeenAnswer): string[] {
    if (status < 400 || !path.startsWith('/v1/')) return [];
    const schema = { $ref: '#/components/schemas/Problem' };
    return this.mismatches(schema, body).map((mismatch) => `${method} ${path} ${status}: ${mismatch}`);
  }

  /** What a problem lacks of what the document says of its code. */
  private codeFaults(id: string, { status, body }: SeenAnswer): string[] {
    if (status < 400) return [];
    const problem = body as { readonly code?: string };
    const where = `${id} ${status} ${problem.code}`;
    const codes = this.document.components.schemas.Problem?.['x-problem-codes'] as KnownProblems;
    const known = codes[problem.code ?? ''];
    if (!known) return [`${where}: the document does not know this code`];
    const lacking = (known.members ?? []).filter((member) => !(member in problem));
    return [
      ...(known.status === status ? [] : [`${where}: documented with status ${known.status}`]),
      ...lacking.map((member) => `${where} lacks its member ${member}`),
    ];
  }

  private bodyFaults(id: string, { content }: Answer, { status, headers, body }: SeenAnswer): string[] {
    const type = headers['content-type']?.split(';')[0];
    if (status === 304) return [];
    if (!content) return type === undefined ? [] : [`${id} ${status} has a body, which is not documented`];
    // Bytes of any media type.
    if (content['*/*']) return [];
    const media = content[type ?? ''];
    if (!media?.schema) return [`${id} ${status} is ${type}, documented is ${Object.keys(content).join()}`];
    return this.mismatches(media.schema, body).map((mismatch) => `${id} ${status}: ${mismatch}`);
  }
}

type KnownProblems = Readonly<
  Record<string, { readonly status: number; readonly members?: readonly string[] }>
>;

const BASE = 'api:document';

/** References of the document start at its root: give them the name under which it was added. */
function absolute(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(absolute);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' && value.startsWith('#')
        ? `${BASE}${value}`
        : absolute(value),
    ]),
  );
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const fixedLength = (path: string): number => path.replaceAll(/\{\w+\}/g, '').length;
