import { isSecretName, REDACTED, withoutSecrets } from '@platform/secrets';

/** A value without secrets. Those who write entries leave them out; this is for what they overlook. */
export function redacted(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecretName(name) && inner !== null ? REDACTED : redacted(inner),
    ]),
  );
}
