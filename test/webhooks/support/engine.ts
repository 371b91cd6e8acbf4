import { LogSignals, Sequencer } from '@platform/events';
import { newUuid, toUuid } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';
import { Dispatcher, type DispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher';
import { defaultDispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher.provider';
import { EndpointHealth } from '../../../libs/ecosystem/webhooks/endpoint-health';
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

  get api() {
    return caller(this.process, { workspace: this.workspace, scopes: EVERY_SCOPE });
  }

  /** Sets up an endpoint and answers its stored id. */
  async endpoint(url: string): Promise<string> {
    const { body } = await this.api.post('/v1/webhook-endpoints', { url, types: ['note.*'] });
    return toUuid('webhook_endpoint', body.id) ?? '';
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

  dispatcher(options: Partial<DispatcherOptions> = {}): Dispatcher {
    const { app, database } = this.process;
    return new Dispatcher(
      {
        database,
        outbound: app.get(OutboundHttp),
        secrets: app.get(EndpointSecrets),
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
