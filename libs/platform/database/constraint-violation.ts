/** A rule of the database that a statement broke, by the name that we gave the rule. */
export interface ConstraintViolation {
  readonly kind: 'unique' | 'foreign_key' | 'check';
  readonly constraint: string;
}

const KINDS: Readonly<Record<string, ConstraintViolation['kind']>> = {
  '23505': 'unique',
  '23503': 'foreign_key',
  '23514': 'check',
};

/**
 * Which constraint an error of the driver is about, or null when it is about something else.
 * Partitions and shards append `_digits` to a constraint's name: they are taken off again.
 */
export function constraintViolation(error: unknown): ConstraintViolation | null {
  if (!(error instanceof Error)) return null;
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  if (typeof code !== 'string' || typeof constraint !== 'string') return null;
  const kind = KINDS[code];
  return kind ? { kind, constraint: constraint.replace(/(_\d+)+$/, '') } : null;
}
