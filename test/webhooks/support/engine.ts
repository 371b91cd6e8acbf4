import { LogSignals, Sequencer } from '@platform/events';
import { newUuid, toUuid } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';
import { Dispatcher, type DispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher';
import { defaultDispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher.provider';
import { EndpointSecrets } from '../../../libs/ecosystem/webhooks/endpoint-secrets';
import { EndpointStore } from '../../../libs/ecosystem/webhooks/endpoint-store';
import { FanOut } from '../../../libs/ecosystem/webhooks/fan-out';
import { LogRelay } from '../../../libs/ecosystem/webhooks/log-relay';
import { caller, type TestApp } from '../../events/support/test-app';
import { EVERY_SCOPE, write } from '../../events/support/test-events';

/** The parts of the delivery engine on an API without a worker, each run by hand. */
export class Engine {
  readonly workspace = newUuid();
  private readonly records = Array.from({ length: 3 }, () => newUuid());
  private readonly sequencer: Sequencer;
  readonly fanOut: FanOut;

  constructor(private readonly process: TestApp) {
    this.sequencer = new Sequencer(process.database, process.app.get(LogSignals));
    this.fanOut = new FanOut(process.database);
  }

  get api() {
    return caller(this.process, { workspace: this.workspace, scopes: EVERY_SCOPE });
  }

  /** Sets up an endpoint and answers its stored id. */
  async endpoint(url: string, given: object = {}): Promise<string> {
    const { body } = await this.api.post('/v1/webhook-endpoints', { url, types: ['note.*'], ...given });
    return toUuid('webhook_endpoint', body.id) ?? '';
  }

  /** Puts events straight into the log, as the sequencer does, about so many records in turn; answers their ids. */
  log(count: number, { records = count, type = 'note.created' } = {}): Promise<string[]> {
    const about = Array.from({ length: Math.min(records, count) }, () => newUuid());
    return this.put(
      Array.from({ length: count }, (_, index) => about[index % about.length] ?? ''),
      type,
    );
  }

  /** The same about one of some records that stay the same. */
  logAbout(count: number, record: number): Promise<string[]> {
    return this.put(Array<string>(count).fill(this.records[record] ?? ''), 'note.updated');
  }

  private async put(about: readonly string[], type: string): Promise<string[]> {
    const ids = about.map(() => newUuid());
    await this.sql(LOG, [this.workspace, ids, about, type]);
    return ids;
  }

  /** Fans out what is in the log, and reads on for everybody who has room. */
  async readOn(): Promise<void> {
    while ((await this.fanOut.step()).hasMore);
    while ((await this.fanOut.catchUp()).hasMore);
  }

  /** The relay as a worker runs it; the caller stops it. */
  startRelay(onDeliveries: () => void = () => undefined): LogRelay {
    const relay = new LogRelay(this.sequencer, this.fanOut, onDeliveries);
    relay.start();
    return relay;
  }

  /** Writes an event and brings it to the lanes. */
  async emit(): Promise<void> {
    await write(this.process, this.workspace);
    await this.relay();
  }

  async relay(): Promise<void> {
    while ((await this.sequencer.step()).taken > 0);
    while ((await this.fanOut.step()).hasMore);
  }

  /** Every event of notes that pollers see, a page at a time. */
  async poll(): Promise<string[]> {
    const polled: string[] = [];
    for (let cursor = '', hasMore = true; hasMore; ) {
      const { body } = await this.api.get(`/v1/events?types=note.*&limit=500${cursor}`);
      polled.push(...body.data.map(({ id }: { id: string }) => toUuid('event', id)));
      cursor = `&cursor=${body.next_cursor}`;
      hasMore = body.has_more;
    }
    return polled;
  }

  /** How the lane of an endpoint is fed. */
  async feeding(endpointId: string) {
    const [lane] = await this.sql<{ hot: boolean; pending: number; is_reading: boolean }>(
      "SELECT hot, pending, read_due < 'infinity' AS is_reading FROM lanes WHERE endpoint_id = $1",
      [endpointId],
    );
    return lane;
  }

  dispatcher(options: Partial<DispatcherOptions> = {}): Dispatcher {
    const { app, database } = this.process;
    return new Dispatcher(
      {
        database,
        outbound: app.get(OutboundHttp),
        secrets: app.get(EndpointSecrets),
        endpoints: app.get(EndpointStore),
      },
      { ...defaultDispatcherOptions, drainMs: 2000, ...options },
    );
  }

  sql<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.process.database.sql<Row>('', text, params);
  }

  async lane(endpointId: string) {
    const [lane] = await this.sql<{
      epoch: string;
      gen: string;
      is_held: boolean;
      is_awake: boolean;
      fail_streak: number;
    }>(
      "SELECT epoch, gen, lease_until > now() AS is_held, wake_at < 'infinity' AS is_awake, fail_streak FROM lanes WHERE endpoint_id = $1",
      [endpointId],
    );
    return lane;
  }

  async count(table: 'deliveries' | 'delivery_log' | 'attempts', endpointId: string): Promise<number> {
    return (await this.sql(`SELECT 1 FROM ${table} WHERE endpoint_id = $1`, [endpointId])).length;
  }
}

const LOG = `
  WITH given AS (
    SELECT * FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS given (id, object_id, n)
  ), counted AS (
    INSERT INTO workspace_sequences AS counter (workspace_id, sequence) VALUES ($1, cardinality($2::uuid[]))
    ON CONFLICT (workspace_id) DO UPDATE SET sequence = counter.sequence + excluded.sequence
    RETURNING sequence - cardinality($2::uuid[]) AS before
  ), moved AS (
    UPDATE shards SET pos = pos + cardinality($2::uuid[]), day = (now() AT TIME ZONE 'UTC')::date
    WHERE shard = 0 RETURNING pos - cardinality($2::uuid[]) AS before, day
  ), stored AS (
    INSERT INTO events (day, id, workspace_id, type, schema_version, object_kind, object_id, object_version, actor,
      principal, request_id, changed, data, occurred_at)
    SELECT moved.day, id, $1, $4, 1, 'deal', object_id, 1, '{"type": "system", "id": null}', 'key', 'req_of_the_log', '{}',
      '{"object": {}, "changes": {}}', now() FROM given, moved
  )
  INSERT INTO feed (day, shard, pos, event_day, event_id, workspace_id, sequence, type, scope)
  SELECT moved.day, 0, moved.before + n, moved.day, id, $1, counted.before + n, $4, 'notes:read'
  FROM given, moved, counted`;
