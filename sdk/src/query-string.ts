/** Query parameters as the API reads them: lists joined by commas, objects such as a filter as JSON, nothing for absent ones. */
export function queryString(query: unknown): string {
  if (typeof query !== 'object' || query === null) return '';
  return Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(parameter(value))}`)
    .join('&');
}

function parameter(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
