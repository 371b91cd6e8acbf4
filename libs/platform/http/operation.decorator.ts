import { STATUS_CODES } from 'node:http';

import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiConsumes,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
} from '@nestjs/swagger';

import { dtoSchemas, exampleOf, fieldSchema, namedSchemas, schemaRef } from './fields/dto-schemas';
import { type Dto, type FieldSpec, fieldsOf, type JsonSchema } from './fields/field-spec';
import { FORM_TYPE } from './form-bodies';
import { answerContent, BYTES_EXAMPLE, returned } from './operation-answers';
import { type Cost, documentedCost } from './operation-cost';
import { ProblemDto } from './problem.dto';
import { RATE_HEADERS, REFUSAL_HEADERS } from './rate-header-docs';
import { BYTES } from './raw-bodies';
import type { Scope } from './scope';

/** Everything about a route that is not its path. */
export interface OperationSpec {
  /** `noun.verb` in snake_case: the name of the method in the SDK. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** What a token must be allowed to do; `any` for every valid token, `public` for nobody's. */
  readonly scope: Scope | 'any' | 'public';
  /** Whether a public operation looks at a token that comes along, and refuses a bad one. */
  readonly mayKnowCaller?: boolean;
  /** The contract of the body. */
  readonly accepts?: Dto;
  /** Whether a request without a body stands for one with no members. */
  readonly mayLackBody?: boolean;
  /** The contract of the query string; every other parameter is refused. */
  readonly query?: Dto;
  readonly returns:
    | Dto
    | { readonly pageOf: Dto }
    | { readonly listOf: Dto }
    /** Of records of one of these kinds. */
    | { readonly pageOfAny: readonly Dto[] }
    /** Those of a file, of whatever media type they are. */
    | { readonly bytes: true };
  /** Whether the caller may choose fields, and count what a page is a part of. */
  readonly picks?: boolean;
  readonly status?: 200 | 201 | 202;
  /** Whether it answers 201 instead when it has created something. */
  readonly mayCreate?: boolean;
  /** The largest body that it takes; 1 MB unless told. Larger ones than that are worked on in turns (503 when too many wait). */
  readonly bodyLimitBytes?: number;
  /** Whether its body is bytes of any media type, which the operation reads by itself (`rawBodyOf`). */
  readonly takesBytes?: boolean;
  /** Whether it takes the bodies of plain HTML forms, too, and leads browsers on with 303. */
  readonly takesForms?: boolean;
  /** Whether it changes something: it then takes Idempotency-Key and validate_only. GET routes never do. */
  readonly writes?: boolean;
  /** Whether it takes Idempotency-Key alone, which the operation reads by itself (`idempotencyClaim`). */
  readonly takesKey?: boolean;
  /** Whether the answer carries an ETag and the write takes If-Match. */
  readonly versioned?: boolean;
  /** Units of the caller's rate limits; by default 1 for a read, 3 for a list, 5 for a write. */
  readonly cost?: Cost;
  /** Statuses beyond the ones that follow from the rest. */
  readonly problems?: readonly (403 | 404 | 409 | 410 | 412 | 414 | 422)[];
}

export const OPERATION = 'dealwright:operation';

/** Enforced by the guard, shown in OpenAPI, and named in the SDK from the same words. */
export const Operation = (spec: OperationSpec): MethodDecorator => {
  const { scope, accepts, status = 200 } = spec;
  contracts.push(...returned(spec), ...(accepts ? [accepts] : []));
  if (typeof scope !== 'string') scopes.set(scope.name, scope);
  return applyDecorators(
    SetMetadata(OPERATION, spec),
    HttpCode(status),
    described(spec),
    ApiExtension('x-cost', documentedCost(spec)),
    ...security(scope),
    ...queryParameters(spec),
    ...writeParameters(spec),
    ...(accepts ? [body(accepts, !spec.mayLackBody)] : []),
    ...(spec.takesForms ? [ApiConsumes('application/json', FORM_TYPE)] : []),
    ...(spec.takesBytes ? [BYTES_BODY, ApiConsumes(BYTES)] : []),
    RouteConfig(routeConfig(spec)),
    ...answers(spec, status),
    ...problemStatuses(spec).map(problemResponse),
  );
};

const described = ({ id, summary, description, scope, mayKnowCaller }: OperationSpec): MethodDecorator =>
  ApiOperation({
    operationId: id,
    summary,
    ...(description && { description }),
    // Says that no token is needed, where silence would mean that nobody said.
    ...(scope === 'public' && { security: mayKnowCaller ? ANY_TOKEN_OR_NONE : [] }),
  });

/** The empty requirement makes the others optional (OpenAPI 3.1, Security Requirement Object). */
const ANY_TOKEN_OR_NONE: Record<string, string[]>[] = [{}, { oauth2: [] }, { bearer: [] }];

function security(scope: OperationSpec['scope']): MethodDecorator[] {
  if (scope === 'public') return [];
  return [ApiSecurity('oauth2', scope === 'any' ? [] : [scope.name]), ApiSecurity('bearer')];
}

const routeConfig = ({ bodyLimitBytes, takesForms, takesBytes }: OperationSpec): object => ({
  ...(bodyLimitBytes !== undefined && { bodyLimitBytes }),
  ...(takesForms && { takesForms }),
  ...(takesBytes && { takesBytes }),
});

const answers = (spec: OperationSpec, status: number): MethodDecorator[] => [
  answer(spec, status),
  ...(spec.mayCreate ? [answer(spec, 201)] : []),
  ...(spec.versioned && !spec.writes ? [NOT_MODIFIED] : []),
  ...(spec.takesForms ? [LED_ON] : []),
];

const body = (dto: Dto, required: boolean): MethodDecorator =>
  ApiBody({
    required,
    schema: schemaRef(dto),
    examples: { typical: { value: exampleOf(dto) } },
  });

const BYTES_BODY = ApiBody({
  required: true,
  examples: { typical: { value: BYTES_EXAMPLE } },
  description: 'The bytes; `Content-Type` says what they are.',
  schema: { type: 'string', format: 'binary' },
});

const LED_ON = ApiResponse({
  status: 303,
  description: 'A browser that sent a plain HTML form goes on to `Location`.',
});

const NOT_MODIFIED = ApiResponse({
  status: 304,
  description: 'The caller knows this version already (If-None-Match).',
});

const problemResponse = (status: number): MethodDecorator =>
  ApiResponse({
    status,
    description: STATUS_CODES[status] ?? 'Problem',
    ...((status === 429 || status === 503) && { headers: REFUSAL_HEADERS }),
    content: { 'application/problem+json': { schema: schemaRef(ProblemDto) } },
  });

/** The largest body of operations that say nothing of it. */
const USUAL_LIMIT_BYTES = 1024 * 1024;

const contracts: Dto[] = [ProblemDto];
const scopes = new Map<string, Scope>();

/** The schemas of everything that a declared operation takes or answers. */
export const operationSchemas = (): Record<string, JsonSchema> => ({
  ...dtoSchemas(contracts),
  ...namedSchemas(),
});

/** Every scope that some declared operation needs. */
export const operationScopes = (): Scope[] => [...scopes.values()];

const callerStatuses = ({ scope, mayKnowCaller }: OperationSpec): number[] => {
  if (scope !== 'public') return [401, 403];
  return mayKnowCaller ? [401] : [];
};

/** The statuses of the problems that an operation can answer. */
export function problemStatuses(spec: OperationSpec): number[] {
  const { accepts, writes, versioned, bodyLimitBytes, problems = [] } = spec;
  return [
    ...new Set([
      400,
      ...callerStatuses(spec),
      ...(writes ? [409, 422] : []),
      ...(writes && versioned ? [412] : []),
      ...(accepts || writes ? [413, 415] : []),
      ...problems,
      // What has an id in its address can be asked with one that is far too long.
      ...(problems.includes(404) ? [414] : []),
      429,
      500,
      ...((bodyLimitBytes ?? 0) > USUAL_LIMIT_BYTES ? [503] : []),
    ]),
  ].sort((a, b) => a - b);
}

function queryParameters({ query }: OperationSpec): MethodDecorator[] {
  if (!query) return [];
  return fieldsOf(query).map((spec) =>
    ApiQuery({
      name: spec.name,
      required: spec.required,
      ...(spec.description && { description: spec.description }),
      ...queryValue(spec),
    }),
  );
}

/** A schema, or a media type where the text says an object (OpenAPI 3.1, Parameter Object, `content`). */
function queryValue(spec: FieldSpec): object {
  const example = spec.example !== undefined && { example: spec.example };
  if (spec.says) return { content: { 'application/json': { schema: spec.says, ...example } } };
  const schema = fieldSchema({ ...spec, nullable: false, description: undefined, example: undefined });
  return { ...example, schema };
}

const IDEMPOTENCY_KEY = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description:
    'Your own name for this write, 1 to 255 characters: sent again within 24 hours it is not done twice.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
});

function writeParameters({ writes, takesKey, versioned }: OperationSpec): MethodDecorator[] {
  if (takesKey) return [IDEMPOTENCY_KEY];
  if (!writes) return [];
  return [
    ApiQuery({
      name: 'validate_only',
      required: false,
      description: 'Run every check and answer as usual, but store nothing and emit no event.',
      schema: { type: 'boolean', default: false },
    }),
    IDEMPOTENCY_KEY,
    ...(versioned
      ? [
          ApiHeader({
            name: 'If-Match',
            required: false,
            description:
              'The ETag you read: the write is refused with 412 when the record has changed since.',
            schema: { type: 'string' },
          }),
        ]
      : []),
  ];
}

function answer(spec: OperationSpec, status: number): MethodDecorator {
  return ApiResponse({
    status,
    description: spec.summary,
    headers: {
      ...(spec.scope !== 'public' && RATE_HEADERS),
      ...(status === 201 && {
        Location: { description: 'Where it can be read.', schema: { type: 'string' } },
      }),
      ...(spec.versioned && {
        ETag: { description: 'The version of the record.', schema: { type: 'string' } },
      }),
    },
    content: answerContent(spec),
  });
}
