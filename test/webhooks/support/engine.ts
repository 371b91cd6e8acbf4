import { LogSignals, Sequencer } from '@platform/events';
import { newUuid, toUuid } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';
import { Dispatcher, type DispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher';
import { defaultDispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher.provider';
import { EndpointHealth } from '../../../libs/ecosystem/webhooks/endpoint-health';
import { EndpointOwners } from '../../../libs/ecosystem/webhooks/endpoint-owners';
import { EndpointSecrets } from '../../../libs/ecosystem/webhooks/endpoint-secrets';
import { FanOut } from '../../../libs/ecosystem/webhooks/fan-out';
import { caller, type TestApp } from '../../events/support/test-app';
import { EVERY_SCOPE, write } from '../../events/support/test-events';

/** The parts of the delivery engine on an API without a worker, each run by hand. */
export class Engine {
  readonly workspace = newUuid();
  private readonly sequencer: Sequencer;
  private readonly fanOut: FanOut;

  constructor(private readonly process: TestApp) {
    this.sequencer = new Sequencer(process.database, process.app.get(LogSignals));
    this.fanOut = new FanOut(process.database);
  }

  get database() {
    return this.process.database;
  }

  get api() {
    return caller(this.process, { workspace: this.workspace, scopes: EVERY_SCOPE });
  }

  /** Sets up an endpoint and answers its stored id. */
  async endpoint(url: string, given: object = {}): Promise<string> {
    const { body } = await this.api.post('/v1/webhook-endpoints', { url, types: ['note.*'], ...given });
    return toUuid('webhook_endpoint', body.id) ?? '';
  }

  /** Writes an event and brings it to the lanes. */
  async emit(): Promise<void> {
    await write(this.process, this.workspace);
    await this.relay();
  }

  /** Writes several events, and brings them to the lanes together. */
  async emitMany(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await write(this.process, this.workspace);
    await this.relay();
  }

  /** Lets time pass for what waits: everything that was to come within these hours is now. Lanes that are held are left alone. */
  async pass(hours: number): Promise<void> {
    const given = [this.workspace, hours];
    await this.sql(
      `WITH free AS (
         UPDATE lanes SET rest_until = rest_until - $2 * interval '1 hour', wake_at = wake_at - $2 * interval '1 hour',
           failing_since = failing_since - $2 * interval '1 hour', noticed_since = noticed_since - $2 * interval '1 hour',
           recent_since = recent_since - $2 * interval '1 hour'
         WHERE workspace_id = $1 AND lease_until <= now() RETURNING endpoint_id)
       UPDATE deliveries SET due_at = due_at - $2 * interval '1 hour'
       WHERE workspace_id = $1 AND endpoint_id IN (SELECT endpoint_id FROM free)`,
      given,
    );
  }

  async relay(): Promise<void> {
    while ((await this.sequencer.step()).taken > 0);
    while ((await this.fanOut.step()).hasMore);
  }

  /** Brings lanes that were stopped to where the log is. */
  async catchUp(): Promise<void> {
    while ((await this.fanOut.catchUp()).hasMore);
  }

  dispatcher(options: Partial<DispatcherOptions> = {}): Dispatcher {
    const { app, database } = this.process;
    return new Dispatcher(
      {
        database,
        outbound: app.get(OutboundHttp),
        secrets: app.get(EndpointSecrets),
        owners: app.get(EndpointOwners),
        health: app.get(EndpointHealth),
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
