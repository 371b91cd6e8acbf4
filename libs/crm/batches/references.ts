import { type Fault, invalidRequest, ProblemError } from '@platform/http';

import type { BatchItem, OperationInput } from './batch-item';

/** A place in an operation that stands for the id of a record that another operation writes: `{"$ref": "a.id"}`. */
interface Reference {
  readonly pointer: string;
  /** The key of the other operation; null when the reference is not well formed. */
  readonly key: string | null;
}

/** Operations that wait for one another, in the order in which they can be done. */
export interface Levels {
  readonly levels: readonly (readonly BatchItem[])[];
  /** What speaks against operations that refer to something that is not there, by their place. */
  readonly refused: ReadonlyMap<number, ProblemError>;
}

/** Puts operations behind those that they refer to; a circle is a 400. */
export function levelsOf(items: readonly BatchItem[], keys: ReadonlyMap<string, number>): Levels {
  const refused = new Map<number, ProblemError>();
  const needs = new Map<BatchItem, readonly number[]>();
  for (const item of items) {
    const references = referencesOf(item);
    if (references.length > 0) known.set(item.input, references);
    const faults = references.filter(({ key }) => key === null || !keys.has(key)).map(unknownReference);
    if (faults.length > 0) refused.set(item.at, invalidRequest(faults));
    else
      needs.set(
        item,
        references.map(({ key }) => keys.get(key ?? '') ?? -1),
      );
  }
  const levels: BatchItem[][] = [];
  let waiting = [...needs.keys()];
  while (waiting.length > 0) {
    const open = new Set(waiting.map(({ at }) => at));
    const level = waiting.filter((item) => !needs.get(item)?.some((at) => open.has(at)));
    if (level.length === 0) throw circle(waiting);
    levels.push(level);
    const done = new Set(level);
    waiting = waiting.filter((item) => !done.has(item));
  }
  return { levels, refused };
}

/** An operation of a level with ids in place of its references; throws when an operation that it refers to has failed. */
export function resolved(item: BatchItem, ids: ReadonlyMap<string, string>): OperationInput {
  const references = known.get(item.input);
  if (!references) return item.input;
  const missing = references.filter(({ key }) => !ids.has(key ?? ''));
  if (missing.length > 0) throw failedReference(missing);
  const { id, data } = item.input;
  return {
    ...item.input,
    ...(id !== undefined && { id: replaced(id, ids) }),
    ...(data !== undefined && { data: replaced(data, ids) }),
  };
}

/** Those of operations that have any. */
const known = new WeakMap<OperationInput, Reference[]>();

function referencesOf(item: BatchItem): Reference[] {
  const { id, data } = item.input;
  const references: Reference[] = [];
  if (refers(id)) collect(id, `${item.pointer}/id`, references);
  if (refers(data)) collect(data, `${item.pointer}/data`, references);
  return references;
}

/** Whether there is a reference inside: a walk through a thousand bodies, most of which have none, that makes no object. */
function refers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(refers);
  if ('$ref' in value) return true;
  for (const name in value) {
    const part = (value as Record<string, unknown>)[name];
    if (typeof part === 'object' && part !== null && refers(part)) return true;
  }
  return false;
}

function collect(value: unknown, pointer: string, found: Reference[]): void {
  if (typeof value !== 'object' || value === null) return;
  const text = referenceText(value);
  if (text !== undefined) {
    found.push({ pointer, key: keyIn(text) });
    return;
  }
  for (const name in value) {
    const part = (value as Record<string, unknown>)[name];
    if (typeof part === 'object' && part !== null) collect(part, `${pointer}/${name}`, found);
  }
}

function replaced(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const text = referenceText(value);
  if (text !== undefined) return ids.get(keyIn(text) ?? '');
  if (Array.isArray(value)) return value.map((part) => replaced(part, ids));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replaced(part, ids)]));
}

/** What stands behind `$ref` in an object that has nothing else. */
function referenceText(value: object): unknown {
  return '$ref' in value && Object.keys(value).length === 1 ? value.$ref : undefined;
}

const keyIn = (text: unknown): string | null =>
  typeof text === 'string' ? (/^(.+)\.id$/s.exec(text)?.[1] ?? null) : null;

const unknownReference = ({ pointer }: Reference): Fault => ({
  pointer,
  code: 'unknown_reference',
  detail: 'A $ref names the key of another operation of this batch, with ".id" behind it',
});

const circle = (items: readonly BatchItem[]): ProblemError =>
  invalidRequest(
    items.map(({ pointer }) => ({
      pointer,
      code: 'circular_reference',
      detail: 'This operation waits for one that waits for it: break the circle',
    })),
  );

const failedReference = (missing: readonly Reference[]): ProblemError =>
  new ProblemError({
    status: 424,
    code: 'failed_reference',
    title: 'Something that this needs has failed',
    detail: `The operation "${missing[0]?.key ?? ''}", which this one refers to, has failed: correct that one, then send both.`,
    errors: missing.map(({ pointer, key }) => ({
      pointer,
      code: 'failed_reference',
      detail: `The operation "${key ?? ''}" has failed`,
    })),
  });
