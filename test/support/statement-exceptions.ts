/** A statement that may look at several workspaces at once, by the name it is prepared under, and why. */
export interface StatementException {
  readonly name: string;
  readonly why: string;
}

/** Every other statement on a table of workspaces names its workspace, or the test run fails. */
export const STATEMENT_EXCEPTIONS: readonly StatementException[] = [
  { name: 'app_calls.forget', why: 'The upkeep forgets calls of long ago, of whatever workspace.' },
  {
    name: 'fan_out.subscriptions',
    why: 'The fan-out takes a batch of the log, whatever workspaces it is of.',
  },
  { name: 'fields.to_index', why: 'The upkeep goes on with the index of a field, of whatever workspace.' },
  { name: 'fields.to_purge', why: 'The upkeep removes what was deleted long ago, of whatever workspace.' },
  { name: 'files.forget', why: 'The upkeep forgets files deleted long ago, of whatever workspace.' },
  { name: 'idempotency.forget', why: 'The upkeep forgets what has expired, of whatever workspace.' },
  {
    name: 'incoming_captures.forget',
    why: 'The upkeep forgets payloads that were kept long enough, of whatever workspace.',
  },
  { name: 'jobs.oldest_ended', why: 'The upkeep removes what ended long ago, of whatever workspace.' },
  { name: 'duplicate_scans.of', why: 'The worker asks which workspaces of a batch of events keep clusters.' },
  { name: 'merges.forget', why: 'The upkeep forgets what no undo needs any more, of whatever workspace.' },
  { name: 'relay.erased', why: 'Delivery asks which events of a batch were erased at once.' },
  { name: 'relay.records', why: 'The fan-out asks what the events of a batch are about at once.' },
  { name: 'relay.events', why: 'Fan-out and delivery read the events of a batch at once.' },
  { name: 'stages.groups', why: 'The fan-out asks for the stages of a batch of events at once.' },
  {
    name: 'webhook_endpoints.settings',
    why: 'A worker reads the settings of all lanes that it holds at once.',
  },
];

/** Whether a statement looks where it wants: one that a test ran itself, or a migration that fills the rows of everybody. */
export const isOfEverybody = (name: string, text: string): boolean =>
  name.startsWith('test.') || text.startsWith('/* test */') || text.startsWith('/* migration */');
