import type { ProblemError } from '@platform/http';

/** The paths of fields that a 422 is about, all when it is about none of them; none of another problem. */
export function refusedPaths(
  { status, errors }: ProblemError,
  paths: readonly string[],
): ReadonlySet<string> {
  if (status !== 422) return new Set();
  const refused = paths.filter((path) =>
    errors.some(({ pointer }) => `${pointer}/`.startsWith(`/${path.replaceAll('.', '/')}/`)),
  );
  return new Set(refused.length > 0 ? refused : paths);
}
