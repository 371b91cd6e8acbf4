import {
  type Fault,
  invalidRequest,
  missingScope,
  ProblemError,
  type RequestContext,
  validatedBody,
} from '@platform/http';
import { ID_PREFIXES, toUuid } from '@platform/ids';

import { PART_TYPES, PARTS, type Part } from './parts';
import type { Fields } from './path-values';

/** One record that a lead is to become: a new one with these fields above those of the lead, or one that is there. */
export type Wanted =
  | { readonly how: 'create'; readonly fields: Fields }
  | { readonly how: 'attach'; readonly id: string };

/** What a lead is to become. */
export type Plan = Readonly<Partial<Record<Part, Wanted>>>;

/** Reads what a caller wants; its contract has been checked as far as single values go. 400 with every fault. */
export function readPlan(body: object, pointer = ''): Plan {
  const faults: Fault[] = [];
  const wanted = PARTS.map((part): [Part, Wanted | null] => {
    const value = (body as Readonly<Record<string, unknown>>)[part] ?? null;
    return [part, wantedOf(part, value, `${pointer}/${part}`, faults)];
  });
  const plan = Object.fromEntries(wanted.filter(([, how]) => how !== null)) as Plan;
  if (faults.length === 0 && Object.keys(plan).length === 0) {
    const detail =
      'Say what the lead is to become: contact, company, deal, each true, {"create": …} or {"id": …}';
    faults.push({ pointer, code: 'empty', detail });
  }
  if (faults.length > 0) throw invalidRequest(faults);
  return plan;
}

/** The records that a plan asks for. */
export const partsOf = (plan: Plan): Part[] => PARTS.filter((part) => plan[part] !== undefined);

/** Refuses a caller who may not write what the lead is to become: 403 that names the scope. */
export function requireScopes(
  { principal }: RequestContext,
  parts: readonly Part[],
  to: 'write' | 'delete',
): void {
  for (const part of parts) {
    const { name } = PART_TYPES[part].scopes[to];
    if (!principal.scopes.has(name)) throw missingScope(name);
  }
}

function wantedOf(part: Part, value: unknown, pointer: string, faults: Fault[]): Wanted | null {
  if (value === null || value === false) return null;
  if (value === true) return { how: 'create', fields: {} };
  if (typeof value === 'object' && Object.keys(value).length === 1) {
    if ('create' in value) return { how: 'create', fields: fieldsOf(part, value.create, pointer, faults) };
    if ('id' in value) return { how: 'attach', id: idOf(part, value.id, pointer, faults) };
  }
  const detail =
    'This must be true, false, {"create": {…}} with fields of its own, or {"id": …} of one that is there';
  faults.push({ pointer, code: 'wrong_type', detail });
  return null;
}

function fieldsOf(part: Part, value: unknown, pointer: string, faults: Fault[]): Fields {
  try {
    return validatedBody(PART_TYPES[part].update, value, `${pointer}/create`) as Fields;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    faults.push(...error.errors);
    return {};
  }
}

function idOf(part: Part, value: unknown, pointer: string, faults: Fault[]): string {
  const id = typeof value === 'string' ? toUuid(part, value) : null;
  const detail = `id must be the id of ${PART_TYPES[part].words.one} (${ID_PREFIXES[part]}_…)`;
  if (id === null) faults.push({ pointer: `${pointer}/id`, code: 'invalid_id', detail });
  return id ?? '';
}
