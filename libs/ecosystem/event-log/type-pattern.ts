import { eventType, eventTypes } from '@platform/events';
import type { Fault } from '@platform/http';

/** Whether a pattern stands for a type of event: `*` for all, `deal.*` for all of one object, else the type itself. */
export function matchesType(pattern: string, type: string): boolean {
  if (pattern === '*' || pattern === type) return true;
  return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
}

/** All patterns that stand for a type of event. */
export function patternsOf(type: string): string[] {
  const words = type.split('.');
  const objects = words.slice(1).map((_, at) => `${words.slice(0, at + 1).join('.')}.*`);
  return ['*', type, ...objects];
}

/** The known types of event that some pattern stands for. */
export const matchingTypes = (patterns: readonly string[]): string[] =>
  eventTypes()
    .map(({ type }) => type)
    .filter((type) => patterns.some((pattern) => matchesType(pattern, type)));

/** Those of them that a holder of these scopes may see. */
export const visibleTypes = (patterns: readonly string[], scopes: ReadonlySet<string>): string[] =>
  matchingTypes(patterns).filter((type) => scopes.has(eventType(type)?.scope.name ?? ''));

/** A fault for every pattern that stands for no known type of event. */
export function patternFaults(patterns: readonly string[], pointer: (index: number) => string): Fault[] {
  return patterns.flatMap((pattern, index) =>
    matchingTypes([pattern]).length > 0
      ? []
      : [
          {
            pointer: pointer(index),
            code: 'unknown_event_type',
            detail: `There is no type of event "${pattern}": GET /v1/event-types lists them all`,
          },
        ],
  );
}
