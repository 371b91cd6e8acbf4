import { type Dto, fieldsOf, type OperationSpec, type RouteCatalog, secretFields } from '@platform/http';
import { isSecretName } from '@platform/secrets';

/** The operations of which a contract has a secret, apart from those that only read what tells of others. */
export const withSecrets = (routes: RouteCatalog): string[] =>
  routes
    .all()
    .filter(({ path }) => !/audit-log|request-log/.test(path))
    .filter(({ operation }) =>
      namesOf(operation).some((name) => isSecretName(name) || secretFields(operation).has(name)),
    )
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);

function namesOf({ accepts, returns }: OperationSpec): string[] {
  const seen = new Set<Dto>();
  const look = (dto: Dto | undefined): string[] => {
    if (!dto || seen.has(dto)) return [];
    seen.add(dto);
    return fieldsOf(dto).flatMap(({ name, nested, answered }) => [
      name,
      ...look(nested),
      ...look(answered?.nested),
    ]);
  };
  const answer = typeof returns === 'function' ? returns : 'pageOf' in returns ? returns.pageOf : undefined;
  return [...look(accepts), ...look(answer)];
}

/** The tokens and secrets in an answer. */
export function* secretsIn(value: unknown): Generator<string> {
  if (typeof value === 'string' && /^(dw_\w+_|whsec_)/.test(value)) yield value;
  if (typeof value === 'string' && value.includes('/dw_')) yield value.slice(value.indexOf('dw_'));
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* secretsIn(inner);
}
