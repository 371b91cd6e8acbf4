import { committedDocument } from '../support/api-contract';

const { paths, webhooks } = committedDocument();

/** What the things are called in events that operations are about, by their first word. */
const OBJECTS: Readonly<Record<string, string>> = {
  activities: 'activity',
  apps: 'own_app',
  companies: 'company',
  company_fields: 'field',
  contact_fields: 'field',
  contacts: 'contact',
  deal_fields: 'field',
  deals: 'deal',
  directory_values: 'directory_value',
  duplicate_clusters: 'duplicate_cluster',
  duplicate_rules: 'duplicate_rule',
  exchange_rates: 'exchange_rate',
  files: 'file',
  forms: 'form',
  incoming_urls: 'incoming_url',
  installation_requests: 'app',
  installations: 'app',
  keys: 'key',
  lead_conversion_mapping: 'lead_conversion_mapping',
  lead_fields: 'field',
  leads: 'lead',
  line_items: 'line_item',
  member_tokens: 'key',
  members: 'member',
  notes: 'note',
  personal_tokens: 'key',
  pipelines: 'pipeline',
  products: 'product',
  roles: 'role',
  segments: 'segment',
  stages: 'stage',
  submissions: 'form_submission',
  teams: 'team',
  webhook_endpoints: 'webhook_endpoint',
  workspace: 'workspace',
};

/** What operations do, as events say it; whatever is not here changes the thing. */
const DONE: Readonly<Record<string, string>> = {
  create: 'created',
  delete: 'deleted',
  restore: 'restored',
};

/** Operations that events tell of in words of their own. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'activities.update': ['activity.updated', 'activity.completed'],
  'batch.run': ['lead.created', 'deal.created', 'contact.created', 'company.created', 'activity.created'],
  'deals.update': ['deal.updated', 'deal.stage_changed', 'deal.won', 'deal.lost'],
  'duplicate_clusters.dismiss': ['duplicate_cluster.updated', 'duplicate_cluster.dismissed'],
  'duplicate_clusters.reopen': ['duplicate_cluster.reopened'],
  'exchange_rates.set': ['exchange_rate.created', 'exchange_rate.updated', 'exchange_rate.restored'],
  'incoming_captures.retry': ['lead.created', 'deal.created', 'contact.created', 'company.created'],
  'installation_requests.approve': ['app.installed'],
  'installation_requests.create': ['app.requested'],
  'installation_requests.decline': ['app.declined'],
  'installations.approve': ['app.approved'],
  'installations.create': ['app.installed'],
  'installations.ready': ['app.ready'],
  'installations.redact': ['app.forgotten'],
  'installations.resume': ['app.resumed'],
  'installations.suspend': ['app.suspended'],
  'installations.uninstall': ['app.uninstalled'],
  'leads.convert': ['lead.converted', 'deal.created', 'contact.created', 'company.created'],
  'leads.convert_many': ['lead.converted'],
  'companies.merge': ['company.merged'],
  'contacts.merge': ['contact.merged'],
  'deals.merge': ['deal.merged'],
  'leads.merge': ['lead.merged'],
  'leads.unconvert': ['lead.unconverted'],
  'leads.update': ['lead.updated', 'lead.stage_changed'],
  'merges.undo': ['lead.unmerged', 'contact.unmerged', 'company.unmerged', 'deal.unmerged'],
  'webhook_endpoints.resume': ['webhook_endpoint.updated', 'webhook_endpoint.resumed'],
  'members.invite': ['member.created'],
};

/** Writes that no event tells of, and why. */
const UNTOLD: Readonly<Record<string, string>> = {
  'deliveries.retry': 'It sends what was told before; the audit log has it.',
  'deliveries.skip': 'It gives up what was told before; the audit log has it.',
  'duplicate_clusters.merge': 'It starts a job; each merge is told of.',
  'duplicate_scans.create': 'A scan is a job; what it finds is told of each cluster.',
  'events.erase': 'It takes away what events tell, and would tell of it again; the audit log has it.',
  'incoming_captures.delete': 'What others posted is not a thing of the workspace until it became a record.',
  'jobs.cancel': 'A job is watched by whoever started it; what it did to records was told of each.',
  'webhook_replays.cancel': 'A replay sends what was told before; the audit log has it.',
  'members.resend_invitation': 'It mails the same link once more and changes nothing.',
};

/** What nobody's write causes, or one that no token is needed for. */
const CAUSED_OTHERWISE: Readonly<Record<string, string>> = {
  'app.redact': 'Days after an app was uninstalled.',
  'duplicate_cluster.created': 'By a scan, or by whoever writes a record that may be another one.',
  'duplicate_cluster.deleted': 'By whoever writes its records so that they are not the same.',
  'duplicate_cluster.restored': 'Of the engine of records; nothing brings one back.',
  'form.submitted': 'By a visitor of a web site.',
  'webhook_endpoint.disabled':
    'By days of failures, an address that must not be called, or an order that lets nothing pass.',
  'webhook_endpoint.failing': 'By hours of nothing but failures.',
  'webhook_endpoint.gone': 'By a receiver that answers 410.',
  'webhook_endpoint.recovered': 'By a receiver that answers again.',
  'form_submission.created': 'By a visitor of a web site.',
  'form_submission.deleted': 'When it was kept long enough.',
  'form_submission.restored': 'Of the engine of records; nothing brings one back.',
};

/** The types of event that tell of an operation. */
function typesOf(operationId: string): readonly string[] {
  const [noun = '', verb = ''] = operationId.split('.');
  return OTHERWISE[operationId] ?? [`${OBJECTS[noun] ?? noun}.${DONE[verb] ?? 'updated'}`];
}

const writes = Object.values(paths)
  .flatMap((path) => Object.values(path))
  .filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'validate_only'))
  .map(({ operationId }) => operationId);

describe('every write of the API', () => {
  it('is told by a type of event that the document has, or has a reason why none tells of it', () => {
    expect(writes.length).toBeGreaterThan(150);
    const untold = writes.filter((id) => !(id in UNTOLD) && typesOf(id).some((type) => !(type in webhooks)));
    expect(untold).toEqual([]);
    const unknown = [...Object.keys(UNTOLD), ...Object.keys(OTHERWISE)].filter((id) => !writes.includes(id));
    expect(unknown).toEqual([]);
  });

  it('has no type of event that no write causes', () => {
    const caused = new Set(writes.flatMap(typesOf));
    expect(Object.keys(webhooks).filter((type) => !caused.has(type) && !(type in CAUSED_OTHERWISE))).toEqual(
      [],
    );
  });
});
