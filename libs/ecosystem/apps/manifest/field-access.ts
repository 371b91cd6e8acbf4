import type { FieldAccess, FieldUse } from './manifest';

/** All fields of an object. */
const ALL = '*';

const DIRECTIONS = ['reads', 'writes'] as const;

/** The fields that an app uses in one direction; everything where its manifest says nothing. */
const used = (access: FieldAccess, object: string, direction: (typeof DIRECTIONS)[number]) =>
  access[object]?.[direction] ?? [ALL];

/** What of `next` lies within `granted`, and what beyond. */
export function splitAccess(
  granted: FieldAccess,
  next: FieldAccess,
): { within: FieldAccess; beyond: FieldAccess } {
  const objects = [...new Set([...Object.keys(granted), ...Object.keys(next)])].sort();
  const parts = objects.map((object) => {
    const split = DIRECTIONS.map((direction) => {
      const had = used(granted, object, direction);
      const wanted = used(next, object, direction);
      return { direction, ...splitFields(had, wanted) };
    });
    return { object, split };
  });
  const gathered = (kind: 'within' | 'beyond'): FieldAccess =>
    Object.fromEntries(
      parts.flatMap(({ object, split }) => {
        const uses = split.filter((one) => one[kind] !== null);
        return uses.length === 0
          ? []
          : [[object, Object.fromEntries(uses.map((one) => [one.direction, one[kind]]))]];
      }),
    );
  return { within: gathered('within'), beyond: gathered('beyond') };
}

/** `within` is null where everything is: nothing needs to be said of that. */
function splitFields(had: readonly string[], wanted: readonly string[]) {
  if (had.includes(ALL)) return { within: wanted.includes(ALL) ? null : wanted, beyond: null };
  if (wanted.includes(ALL)) return { within: had, beyond: [ALL] };
  const added = wanted.filter((name) => !had.includes(name));
  return {
    within: wanted.filter((name) => had.includes(name)),
    beyond: added.length > 0 ? added : null,
  };
}

/** What an app may use once the fields that it asked for beyond are granted, too. */
export function joinAccess(granted: FieldAccess, beyond: FieldAccess): FieldAccess {
  const joined = Object.keys(granted).map((object): [string, FieldUse] => [
    object,
    Object.fromEntries(
      DIRECTIONS.flatMap((direction) => {
        const had = granted[object]?.[direction];
        const added = beyond[object]?.[direction] ?? [];
        if (had === undefined || added.includes(ALL)) return [];
        return [[direction, [...had, ...added]]];
      }),
    ),
  ]);
  return Object.fromEntries(joined.filter(([, use]) => Object.keys(use).length > 0));
}

/** Whether an app may read a field of an object. */
export function mayRead(access: FieldAccess, object: string, name: string): boolean {
  const names = used(access, object, 'reads');
  return names.includes(ALL) || names.includes(name) || names.some((one) => one.startsWith(`${name}.`));
}
