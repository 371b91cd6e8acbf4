import {
  governedObject,
  type ObjectRights,
  type Reach,
  type RecordAction,
  type Rights,
} from '@platform/http';

import { GOVERNED } from './role-rights';

/** What goes by the rights on activities. */
const BELONGING: ReadonlySet<string> = new Set(['activities', 'notes', 'files']);

/** What the last word of a scope of records lets its holder do. */
const ACTIONS: Readonly<Record<string, readonly RecordAction[]>> = {
  read: ['read'],
  write: ['create', 'update'],
  delete: ['delete'],
};

const wordsOf = (scope: string): { readonly plural: string; readonly verb: string } => {
  const [plural = '', verb = ''] = scope.split(':');
  return { plural, verb };
};

/** The kind of record whose rights a scope goes by; nothing for settings. */
const objectOf = (scope: string): string | undefined => {
  const { plural } = wordsOf(scope);
  return BELONGING.has(plural) ? 'activity' : GOVERNED.find((one) => governedObject(one)?.plural === plural);
};

/** Whether a scope is about records, so that the rights on them say what is left of it. */
export const isOfRecords = (scope: string): boolean => objectOf(scope) !== undefined;

/** The rights on the records that a scope is about. */
export const limitsBehind = ({ objects }: Rights, scope: string): ObjectRights | undefined =>
  objects.get(objectOf(scope) ?? '');

/** How far each right goes that a scope needs, for the object and wherever a place says otherwise; none for a scope of no rights. */
export function reachesBehind(rights: Rights, scope: string): Reach[] {
  const limits = limitsBehind(rights, scope);
  const actions = ACTIONS[wordsOf(scope).verb] ?? [];
  if (!limits) return [];
  return actions.flatMap((action) => [
    limits.reaches[action],
    ...limits.places.flatMap(({ reaches }) => reaches[action] ?? []),
  ]);
}
