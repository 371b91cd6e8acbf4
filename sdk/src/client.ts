import { type Api, connect } from './api.ts';
import { Batch } from './batch.ts';
import { clientCredentialsToken } from './client-credentials.ts';
import { type EventsResource, eventsResource } from './events-resource.ts';
import type { DealwrightOptions } from './options.ts';
import { type RecordResource, recordResource } from './record-resource.ts';
import { type RequestMethod, requestMethod } from './request.ts';
import { resource } from './resource.ts';
import type { Operation, Resource } from './resource-types.ts';
import { callersToken, fixedToken, type TokenSource } from './token-source.ts';
import type { TransportOptions } from './transport.ts';
import { userAgent } from './user-agent.ts';
import type { WorkspaceTypes } from './workspace-types.ts';

/**
 * A client of one workspace. Bodies, queries and answers have the wire's own snake_case names, so that the API
 * reference holds word for word; the client's own options are camelCase. Every call throws a DealwrightProblem when the
 * server refuses, a ConnectionError or TimeoutError when no answer comes, and the signal's reason when it aborts.
 * `Own` are the types of the workspace that `dealwright types` wrote, with its custom fields.
 */
export class Dealwright<Own extends WorkspaceTypes = WorkspaceTypes> {
  readonly leads: RecordResource<'leads', Own['leads']>;
  readonly deals: RecordResource<'deals', Own['deals']>;
  readonly contacts: RecordResource<'contacts', Own['contacts']>;
  readonly companies: RecordResource<'companies', Own['companies']>;
  readonly products: RecordResource<'products'>;
  readonly activities: RecordResource<'activities'>;
  readonly notes: RecordResource<'notes'>;
  /** `files.create(bytes, { query: { name, links } })` uploads, `files.getContent(id)` answers the bytes as a Blob. */
  readonly files: Resource<'files'>;
  /** The lines of a deal. */
  readonly lineItems: Resource<'line_items'>;
  /** Which fields records have, and those that the workspace adds. */
  readonly leadFields: Resource<'lead_fields'>;
  readonly dealFields: Resource<'deal_fields'>;
  readonly contactFields: Resource<'contact_fields'>;
  readonly companyFields: Resource<'company_fields'>;
  readonly currencies: Resource<'currencies'>;
  readonly exchangeRates: Resource<'exchange_rates'>;
  readonly pipelines: Resource<'pipelines'>;
  readonly stages: Resource<'stages'>;
  /** The drop-down lists, and their values. */
  readonly directories: Resource<'directories'>;
  readonly directoryValues: Resource<'directory_values'>;
  readonly members: Resource<'members'>;
  /** Which fields of a lead go where when it is converted. */
  readonly leadConversionMapping: Resource<'lead_conversion_mapping'>;
  readonly teams: Resource<'teams'>;
  /** What members may do. */
  readonly roles: Resource<'roles'>;
  /** Filters that are kept under a name: `segments.members(id)` lists the records of one. */
  readonly segments: Resource<'segments'>;
  /** What counts as a twin: `contacts.duplicates` looks for them. */
  readonly duplicateRules: Resource<'duplicate_rules'>;
  /** Records that may be the same: `duplicateClusters.listPairs(id)` says why, `dismiss` that they are not. */
  readonly duplicateClusters: Resource<'duplicate_clusters'>;
  /** Looking through all records of a kind: `duplicateScans.create({ object })` answers with the job. */
  readonly duplicateScans: Resource<'duplicate_scans'>;
  readonly merges: Resource<'merges'>;
  /** Web forms, and what was sent with them. */
  readonly forms: Resource<'forms'>;
  readonly submissions: Resource<'submissions'>;
  /** The private app keys of the workspace: `keys.create` answers with the token, once. */
  readonly keys: Resource<'keys'>;
  /** The personal tokens of the member that the credential acts for. */
  readonly personalTokens: Resource<'personal_tokens'>;
  /** Those of any member, for administrators. */
  readonly memberTokens: Resource<'member_tokens'>;
  /** Who did what only few may do: `auditLog.export()` answers with all of it. */
  readonly auditLog: Resource<'audit_log'>;
  /** What was asked of the API in the last 7 days, and how it was answered. */
  readonly requestLog: Resource<'request_log'>;
  /** The apps that the workspace makes: `apps.create` answers with their secrets, once. */
  readonly apps: Resource<'apps'>;
  /** The apps that are installed, and what members asked for. */
  readonly installations: Resource<'installations'>;
  readonly installationRequests: Resource<'installation_requests'>;
  readonly marketplace: Resource<'marketplace'>;
  readonly events: EventsResource;
  readonly eventTypes: Resource<'event_types'>;
  readonly webhookEndpoints: Resource<'webhook_endpoints'>;
  readonly deliveries: Resource<'deliveries'>;
  /** Parts of the log that are sent to an endpoint again: `webhookEndpoints.replay` begins one. */
  readonly webhookReplays: Resource<'webhook_replays'>;
  /** Addresses that make records of what other services post, and the payloads that came. */
  readonly incomingUrls: Resource<'incoming_urls'>;
  readonly incomingCaptures: Resource<'incoming_captures'>;
  /** Work that goes on after its request was answered, such as `leads.bulkUpdate`. */
  readonly jobs: Resource<'jobs'>;
  /** The API's own description, of this workspace or, `anonymous`, of any. */
  readonly reference: Resource<'reference'>;

  /** Who the credential speaks for, and what it may do. */
  readonly me: Operation<'me.get'>;
  /** The workspace that the credential belongs to. */
  readonly workspace: Operation<'workspace.get'>;
  /** Changes settings of the workspace. */
  readonly updateWorkspace: Operation<'workspace.update'>;
  /** Begins a batch of writes to records of several kinds, which may refer to one another. */
  readonly batch: () => Batch;
  /** Any operation by method and path, as openapi-fetch takes it: `{ data, response }`; problems are thrown. */
  readonly request: RequestMethod;

  constructor(options: DealwrightOptions) {
    const api = connectionFor(options);
    this.leads = recordResource(api, 'leads');
    this.deals = recordResource(api, 'deals');
    this.contacts = recordResource(api, 'contacts');
    this.companies = recordResource(api, 'companies');
    this.products = recordResource(api, 'products');
    this.activities = recordResource(api, 'activities');
    this.notes = recordResource(api, 'notes');
    this.files = resource(api, 'files');
    this.lineItems = resource(api, 'line_items');
    this.leadFields = resource(api, 'lead_fields');
    this.dealFields = resource(api, 'deal_fields');
    this.contactFields = resource(api, 'contact_fields');
    this.companyFields = resource(api, 'company_fields');
    this.currencies = resource(api, 'currencies');
    this.exchangeRates = resource(api, 'exchange_rates');
    this.pipelines = resource(api, 'pipelines');
    this.stages = resource(api, 'stages');
    this.directories = resource(api, 'directories');
    this.directoryValues = resource(api, 'directory_values');
    this.members = resource(api, 'members');
    this.leadConversionMapping = resource(api, 'lead_conversion_mapping');
    this.teams = resource(api, 'teams');
    this.roles = resource(api, 'roles');
    this.segments = resource(api, 'segments');
    this.duplicateRules = resource(api, 'duplicate_rules');
    this.duplicateClusters = resource(api, 'duplicate_clusters');
    this.duplicateScans = resource(api, 'duplicate_scans');
    this.merges = resource(api, 'merges');
    this.forms = resource(api, 'forms');
    this.submissions = resource(api, 'submissions');
    this.keys = resource(api, 'keys');
    this.personalTokens = resource(api, 'personal_tokens');
    this.memberTokens = resource(api, 'member_tokens');
    this.auditLog = resource(api, 'audit_log');
    this.requestLog = resource(api, 'request_log');
    this.apps = resource(api, 'apps');
    this.installations = resource(api, 'installations');
    this.installationRequests = resource(api, 'installation_requests');
    this.marketplace = resource(api, 'marketplace');
    this.events = eventsResource(api);
    this.eventTypes = resource(api, 'event_types');
    this.webhookEndpoints = resource(api, 'webhook_endpoints');
    this.deliveries = resource(api, 'deliveries');
    this.webhookReplays = resource(api, 'webhook_replays');
    this.incomingUrls = resource(api, 'incoming_urls');
    this.incomingCaptures = resource(api, 'incoming_captures');
    this.jobs = resource(api, 'jobs');
    this.reference = resource(api, 'reference');
    this.me = resource(api, 'me').get;
    this.workspace = resource(api, 'workspace').get;
    this.updateWorkspace = resource(api, 'workspace').update;
    this.request = requestMethod(api);
    this.batch = () => new Batch(api);
  }
}

function connectionFor(options: DealwrightOptions): Api {
  const baseUrl = serverAddress(options.baseUrl);
  const transport: TransportOptions = {
    // Not bound here: a fetch that is replaced later (tests, instrumentation) is still the one that is used.
    fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
    timeoutMs: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 4,
    maxRetryDelayMs: options.maxRetryDelayMs ?? 60_000,
    onRetry: options.onRetry,
  };
  const tokens = tokenSource(options, baseUrl, transport);
  return connect(baseUrl, tokens, { ...transport, userAgent: userAgent(options.userAgent) });
}

function tokenSource(options: DealwrightOptions, baseUrl: string, transport: TransportOptions): TokenSource {
  if ('key' in options && options.key) return fixedToken(options.key);
  if ('token' in options) return callersToken(options.token);
  if ('clientId' in options) return clientCredentialsToken({ ...options, baseUrl }, transport);
  throw new TypeError(
    'Dealwright needs a key, a token function, or clientId, clientSecret and installationId',
  );
}

function serverAddress(baseUrl: string): string {
  const address = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new TypeError('baseUrl must be an http(s) address, such as https://crm.example.com');
  }
  const path = address.pathname.replace(/\/+$/, '');
  if (path.endsWith('/v1')) throw new TypeError('baseUrl is the server itself: leave out /v1');
  return address.origin + path;
}
