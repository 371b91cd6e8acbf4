/**
 * Where the API shows the thing that an event is about, by its kind. `{id}` stands for its id, other names for fields of it that
 * the address needs. Kinds without an address of their own are missing.
 */
export const OBJECT_PATHS: Readonly<Record<string, string>> = {
  activity: '/v1/activities/{id}',
  app: '/v1/apps/{id}',
  company: '/v1/companies/{id}',
  contact: '/v1/contacts/{id}',
  deal: '/v1/deals/{id}',
  directory_value: '/v1/directories/{directory}/values/{id}',
  duplicate_cluster: '/v1/duplicate-clusters/{id}',
  duplicate_rule: '/v1/duplicate-rules/{id}',
  exchange_rate: '/v1/exchange-rates/{id}',
  file: '/v1/files/{id}',
  form: '/v1/forms/{id}',
  form_submission: '/v1/forms/{form_id}/submissions/{id}',
  incoming_url: '/v1/incoming-urls/{id}',
  installation: '/v1/installations/{id}',
  key: '/v1/keys/{id}',
  lead: '/v1/leads/{id}',
  line_item: '/v1/deals/{deal_id}/line-items/{id}',
  member: '/v1/members/{id}',
  note: '/v1/notes/{id}',
  pipeline: '/v1/pipelines/{id}',
  product: '/v1/products/{id}',
  role: '/v1/roles/{id}',
  segment: '/v1/segments/{id}',
  stage: '/v1/pipelines/{pipeline_id}/stages/{id}',
  team: '/v1/teams/{id}',
  webhook_endpoint: '/v1/webhook-endpoints/{id}',
  workspace: '/v1/workspace',
};

/** The address of a thing below the API's own; null when it has none, or when what it stands in is not told. */
export function objectUrl(kind: string, object: object): string | null {
  const path = OBJECT_PATHS[kind];
  if (path === undefined) return null;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const values = new Map(names.map((name) => [name, Reflect.get(object, name) as unknown]));
  if ([...values.values()].some((value) => typeof value !== 'string')) return null;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
}
