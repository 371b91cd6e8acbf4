import { toTypeId } from '@platform/ids';
import type { Dispatcher, DispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher';
import type { TestApp } from '../../events/support/test-app';
import { until } from '../../events/support/until';
import { cloneTemplate, type TestDatabase } from '../../support/test-database';
import { startApiApp } from './delivery-app';
import { Engine } from './engine';
import { Receiver } from './receiver';

/** For what takes as long as the machine needs. */
export const within = { withinMs: 25_000 };

/** What a lane has learned, as it is stored. */
interface StoredLane {
  readonly breaker: string;
  readonly breaker_trips: number;
  readonly is_resting: boolean;
  readonly is_held: boolean;
  readonly send_limit: number;
}

/** Answers with this status from now on, or never. */
export function answering(on: Receiver, status: number | null, headers: Record<string, string> = {}): void {
  on.answer = (response) => {
    if (status !== null) response.writeHead(status, headers).end();
  };
}

/** An API with an engine run by hand, and workers and receivers that end with each test; the hooks of a spec file. */
export class EngineBench {
  process: TestApp;
  engine: Engine;
  workers: Dispatcher[] = [];
  private clone: TestDatabase;
  private receivers: Receiver[] = [];

  constructor() {
    beforeAll(async () => {
      this.clone = await cloneTemplate();
      this.process = await startApiApp(this.clone.url);
    });
    afterAll(async () => {
      await this.process.close();
      await this.clone.drop();
    });
    beforeEach(() => {
      this.engine = new Engine(this.process);
    });
    afterEach(() => this.endTest());
  }

  async receiver(status: number | null = 204, headers: Record<string, string> = {}): Promise<Receiver> {
    const started = await Receiver.start();
    this.receivers.push(started);
    answering(started, status, headers);
    return started;
  }

  startWorker(options: Partial<DispatcherOptions> = {}): Dispatcher {
    const worker = this.engine.dispatcher({ leaseMs: 20_000, ...options });
    worker.start();
    this.workers.push(worker);
    return worker;
  }

  async lane(hook: string): Promise<StoredLane> {
    const [row] = await this.engine.sql<StoredLane>(
      `SELECT breaker, breaker_trips, coalesce(rest_until > now(), false) AS is_resting, lease_until > now() AS is_held,
         send_limit FROM lanes WHERE endpoint_id = $1`,
      [hook],
    );
    if (!row) throw new Error('The lane is not there.');
    return row;
  }

  /** Until nothing is sent for now: the breaker has opened so often, and nobody holds the lane. */
  async untilBroken(hook: string, trips: number): Promise<void> {
    await until(async () => {
      const now = await this.lane(hook);
      return now.breaker_trips === trips && now.is_resting && !now.is_held;
    }, within);
  }

  async shown(hook: string) {
    return (await this.engine.api.get(`/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}`)).body;
  }

  private async endTest(): Promise<void> {
    jest.restoreAllMocks();
    for (const worker of this.workers.splice(0)) await worker.abandon();
    for (const receiver of this.receivers.splice(0)) await receiver.stop();
    await this.engine.sql('DELETE FROM lanes WHERE workspace_id = $1', [this.engine.workspace]);
  }
}
