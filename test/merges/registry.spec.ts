import { movedColumns } from '@crm/merges';

import '../../apps/standalone/standalone';
import { connectToTemplate, type TemplateConnection } from '../architecture/support/template';

let database: TemplateConnection;

beforeAll(async () => {
  database = await connectToTemplate();
});
afterAll(() => database.end());

/** Names of columns that never name a lead, a contact, a company or a deal, whatever table they are in. */
const OF_OTHERS = new Set([
  ...['id', 'workspace_id', 'owner_id', 'member_id', 'user_id', 'team_id', 'role_id', 'member_ids', 'lanes'],
  ...[
    'created_by',
    'updated_by',
    'entered_by',
    'left_by',
    'merged_by',
    'undone_by',
    'converted_by',
    'dismissed_by',
    'installed_by',
    'requested_by',
  ],
  ...['actor', 'actor_id', 'owner', 'principal', 'folded', 'on_behalf_of', 'request_id', 'problem', 'rights'],
  ...[
    'app_id',
    'client_id',
    'version_id',
    'installation_id',
    'endpoint_id',
    'delivery_id',
    'event_id',
    'url_id',
    'key_id',
  ],
  ...[
    'job_id',
    'form_id',
    'submission_id',
    'pipeline_id',
    'stage_id',
    'from_stage_id',
    'to_stage_id',
    'product_id',
  ],
  ...[
    'segment_id',
    'used_id',
    'merge_id',
    'thing_id',
    'field_access',
    'pending_field_access',
    'owner_workspace_id',
    'read_event',
  ],
]);

/** Columns of the records themselves: a merge gives the survivor their values, or what follows from them. */
const VALUES = new Set(
  ['leads', 'contacts', 'companies', 'deals'].flatMap((table) =>
    [
      'external_ids',
      'custom_fields',
      'phones',
      'emails',
      'websites',
      'messengers',
      'address',
      'utm',
      'merged_into',
    ].map((column) => `${table}.${column}`),
  ),
);

/** Rows that go with the record, which has none of them while it is merged. */
const LOOKUPS = new Set([
  ...[
    'contact_points.record_id',
    'external_ids.record_id',
    'external_ids.external_id',
    'match_keys.record_id',
  ],
  ...['custom_texts.record_id', 'custom_numbers.record_id', 'custom_uniques.record_id'],
  ...['contact_companies.contact_id', 'deal_contacts.deal_id'],
]);

/** What happened goes on naming the records as they were called then; whoever asks is led to the survivor. */
const HISTORY = new Set([
  ...[
    'events.object_id',
    'events.data',
    'audit_entries.target_id',
    'deliveries.record_id',
    'delivery_log.record_id',
    'deliveries.order_key',
  ],
  ...['lead_conversions.lead_id', 'lead_conversions.journal'],
  ...[
    'merged_ids.merged_id',
    'merged_ids.survivor_id',
    'merged_records.merged_id',
    'moved_links.row_id',
    'moved_links.was',
  ],
  ...['merges.survivor_id', 'merges.merged_ids', 'merges.changes', 'merges.moved', 'merges.journal'],
  ...[
    'jobs.input',
    'jobs.position',
    'jobs.progress',
    'request_log.path',
    'fields.walked_to',
    'match_key_fills.after_id',
    'form_submissions.duplicate_ids',
  ],
]);

/** The worker takes merged records out of these, and finds them again when a merge is undone: it follows the log. */
const CLUSTERS = new Set([
  ...[
    'duplicate_clusters.record_ids',
    'duplicate_cluster_members.record_id',
    'duplicate_cluster_members.cluster_id',
  ],
  ...[
    'duplicate_pairs.low_id',
    'duplicate_pairs.high_id',
    'duplicate_dismissals.low_id',
    'duplicate_dismissals.high_id',
  ],
  ...['duplicate_scans.after_low', 'duplicate_scans.after_high'],
]);

/** What people have written down, where the ids of merged records mean their survivors: they are followed when it is read. */
const FOLLOWED = new Set([
  ...[
    'webhook_endpoints.filter',
    'webhook_endpoints.checked_filter',
    'webhook_replays.filter',
    'webhook_replays.checked_filter',
  ],
  ...['fields.default_value', 'segments.written', 'incoming_urls.mapping'],
]);

/** Objects and lists in which no record can be named. */
const NAMING_NOBODY = new Set([
  ...[
    'activities.external_ids',
    'notes.external_ids',
    'products.external_ids',
    'products.prices',
    'product_skus.record_id',
  ],
  ...[
    'app_versions.manifest',
    'apps.jwks',
    'apps.scope_reasons',
    'installations.settings',
    'oidc_records.payload',
  ],
  ...[
    'deliveries.replay_id',
    'delivery_log.replay_id',
    'duplicate_rules.conditions',
    'field_versions.version',
    'fields.options',
  ],
  ...[
    'form_submissions.consent',
    'form_submissions.suspicions',
    'form_submissions.utm',
    'form_submissions.values',
  ],
  ...[
    'form_versions.definition',
    'forms.allowed_origins',
    'forms.consent',
    'forms.fields',
    'stages.required_fields',
  ],
  ...['lead_conversion_mappings.pairs', 'line_items.discount', 'teams.lead_id'],
]);

it('every column that can name a record is moved by merges, or says why it is not', async () => {
  const columns = await database.rows<{ name: string; column: string }>(
    `SELECT c.relname || '.' || a.attname AS name, a.attname AS column
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'migrations'
       AND (format_type(a.atttypid, a.atttypmod) IN ('uuid', 'uuid[]', 'jsonb') OR a.attname ~ '_ids?$')
     ORDER BY 1`,
  );
  const declared = [VALUES, LOOKUPS, HISTORY, CLUSTERS, FOLLOWED, NAMING_NOBODY, new Set(movedColumns())];
  const inCatalogue = new Set(columns.map(({ name }) => name));
  const unknown = columns
    .filter(({ column }) => !OF_OTHERS.has(column))
    .map(({ name }) => name)
    .filter((name) => !declared.some((set) => set.has(name)));
  expect(unknown).toEqual([]);
  expect(movedColumns().filter((name) => !inCatalogue.has(name))).toEqual([]);
});

it('nothing is declared twice', () => {
  const all = [
    ...VALUES,
    ...LOOKUPS,
    ...HISTORY,
    ...CLUSTERS,
    ...FOLLOWED,
    ...NAMING_NOBODY,
    ...movedColumns(),
  ];
  expect(all.filter((name, at) => all.indexOf(name) < at)).toEqual([]);
});
