import {
  creation,
  type Draft,
  deletion,
  type KeyInput,
  keyValue,
  type ListMode,
  patch,
  type RecordType,
  upsertion,
} from '@crm/records';
import {
  type Dto,
  type Fault,
  invalidRequest,
  missingScope,
  type RequestContext,
  validatedBody,
} from '@platform/http';
import { ID_PREFIXES, toUuid } from '@platform/ids';

export const OPS = ['create', 'update', 'upsert', 'delete'] as const;

/** What an operation of a batch does. */
export type Op = (typeof OPS)[number];

/** One operation as callers write it. */
export interface OperationInput {
  readonly op: Op;
  /** The kind of record, in a batch across objects. */
  readonly object?: string;
  readonly key?: string;
  readonly id?: unknown;
  readonly by?: KeyInput;
  readonly if_match?: string;
  readonly idempotency_key?: string;
  readonly data?: unknown;
}

/** One operation of a batch, with its place. */
export interface BatchItem {
  readonly at: number;
  /** JSON Pointer of the operation in the body. */
  readonly pointer: string;
  readonly type: RecordType;
  readonly input: OperationInput;
}

/** What each kind of operation needs, and what else it may have. */
const MEMBERS: Readonly<Record<Op, { needs: readonly string[]; takes: readonly string[] }>> = {
  create: { needs: ['data'], takes: [] },
  update: { needs: ['id', 'data'], takes: ['if_match'] },
  upsert: { needs: ['by', 'data'], takes: ['if_match'] },
  delete: { needs: ['id'], takes: ['if_match'] },
};

const COMMON: ReadonlySet<string> = new Set(['op', 'object', 'key', 'idempotency_key']);

/** What the operations of a batch may be about, and the contract of each. */
export interface BatchKind {
  readonly types: readonly RecordType[];
  readonly operation: Dto;
}

/** Reads one operation; throws its problem when it is not one, or the caller may not do it. */
export function readItem(
  ctx: RequestContext,
  { types, operation }: BatchKind,
  raw: unknown,
  at: number,
): BatchItem {
  const pointer = `/operations/${at}`;
  const input = validatedBody(operation, raw, pointer) as OperationInput;
  if (!hasItsMembers(input)) throw invalidRequest(memberFaults(input, pointer));
  const [only] = types;
  const type = input.object === undefined ? only : types.find(({ name }) => name === input.object);
  if (!type) throw new Error(`A batch took operations on "${input.object ?? ''}", which it does not know.`);
  const { name } = input.op === 'delete' ? type.scopes.delete : type.scopes.write;
  if (!ctx.principal.scopes.has(name)) throw missingScope(name);
  return { at, pointer, type, input };
}

function hasItsMembers(input: OperationInput): boolean {
  const { needs, takes } = MEMBERS[input.op];
  let missing = needs.length;
  for (const name of Object.keys(input)) {
    if (needs.includes(name)) missing -= 1;
    else if (!COMMON.has(name) && !takes.includes(name)) return false;
  }
  return missing === 0;
}

function memberFaults(input: OperationInput, pointer: string): Fault[] {
  const { needs, takes } = MEMBERS[input.op];
  const given = Object.keys(input);
  const missing = needs.filter((name) => !given.includes(name));
  const surplus = given.filter((name) => !COMMON.has(name) && !needs.includes(name) && !takes.includes(name));
  return [
    ...missing.map((name) => ({ name, code: 'required', detail: `${name} is required to ${input.op}` })),
    ...surplus.map((name) => ({ name, code: 'unknown_field', detail: `${name} is not used to ${input.op}` })),
  ].map(({ name, ...fault }) => ({ pointer: `${pointer}/${name}`, ...fault }));
}

/** The write that an operation asks for, its references resolved; throws its problem when its fields are wrong. */
export function draftOf(
  ctx: RequestContext,
  item: BatchItem,
  input: OperationInput,
  lists?: ListMode,
): Draft {
  const { type, pointer } = item;
  const at = `${pointer}/data`;
  const ifMatch = input.if_match;
  if (input.op === 'create') {
    return creation(ctx, { input: validatedBody(type.create, input.data, at), pointer: at });
  }
  if (input.op === 'delete') return { id: storedId(item, input.id), ifMatch, ...deletion(ctx) };
  const changes = { input: validatedBody(type.update, input.data, at), lists, pointer: at };
  if (input.op === 'update') return { id: storedId(item, input.id), ifMatch, ...patch(ctx, changes) };
  const by = keyValue(ctx, type, input.by ?? { field: '', value: '' }, {
    field: `${pointer}/by/field`,
    value: `${pointer}/by/value`,
  });
  return { by, ifMatch, ...upsertion(ctx, type, by, changes) };
}

function storedId({ type, pointer }: BatchItem, id: unknown): string {
  const uuid = typeof id === 'string' ? toUuid(type.name, id) : null;
  if (uuid) return uuid;
  const detail = `id must be the id of ${type.words.one} (${ID_PREFIXES[type.name]}_…)`;
  throw invalidRequest([{ pointer: `${pointer}/id`, code: 'invalid_id', detail }]);
}
