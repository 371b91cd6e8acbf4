import { setTimeout as sleep } from 'node:timers/promises';

import { toUuid } from '@platform/ids';
import { FAIL_POINTS } from '@platform/runtime';

import { until } from '../../events/support/until';
import { Caller } from '../../journeys/support/caller';
import type { Ending, Environment, Program } from '../../journeys/support/program';
import { Receiver } from '../../webhooks/support/receiver';
import type { JobProcesses } from './job-processes';
import { type Balance, expectBalanced, isQuiet, type Ledger } from './ledger';
import { delaysOf, Load } from './load';

/** What is not there by then never comes. */
const PATIENCE = { withinMs: 120_000 };

/** A workspace with an endpoint, under load, whose workers come to harm. */
export class WorkerFaults {
  /** Requests that the receiver has not answered when it is looked at. */
  open = 0;
  /** How long the receiver takes for each answer. */
  answerMs = 0;
  private readonly loads: Load[] = [];

  private constructor(
    readonly processes: JobProcesses,
    readonly receiver: Receiver,
    readonly ledger: Ledger,
    private readonly caller: Caller,
  ) {}

  static async start(processes: JobProcesses): Promise<WorkerFaults> {
    const receiver = await Receiver.start();
    const workspace = await processes.api.workspace();
    const { body } = await workspace.post('/v1/webhook-endpoints', {
      url: receiver.url,
      types: ['lead.created'],
    });
    const ledger: Ledger = {
      look: (text, params) => processes.api.sql(text, params),
      workspaceId: toUuid('workspace', workspace.workspace_id) ?? workspace.workspace_id,
      endpointId: toUuid('webhook_endpoint', body.id) ?? '',
      types: 'lead.created',
      receiver,
    };
    const caller = new Caller(processes.api.url, workspace.private_app_key);
    const faults = new WorkerFaults(processes, receiver, ledger, caller);
    receiver.answer = (response) => {
      faults.open += 1;
      setTimeout(() => {
        faults.open -= 1;
        response.writeHead(204).end();
      }, faults.answerMs);
    };
    return faults;
  }

  startWorker(more: Environment = {}): Promise<Program> {
    return this.processes.startWorker({ ...LOOPBACK, ...more });
  }

  /** How a worker ended that dies at these points. */
  deathAt(points: string, more: Environment = {}): Promise<Ending> {
    return this.processes.deathOfWorker({ ...LOOPBACK, ...more, ...failingAt(points) });
  }

  load(name: string, pauseMs = 0): Load {
    const load = new Load(() => this.caller, name, pauseMs).start();
    this.loads.push(load);
    return load;
  }

  async received(more: number): Promise<void> {
    const wanted = this.receiver.requests.length + more;
    await until(() => this.receiver.requests.length >= wanted, PATIENCE);
  }

  /** Waits until all is delivered, and compares the books. */
  async balance(): Promise<Balance> {
    await until(() => isQuiet(this.ledger), PATIENCE);
    return expectBalanced(this.ledger);
  }

  /** How long after its answer each write was at the receiver for the first time. */
  delays(load: Load): number[] {
    return delaysOf(load, this.receiver);
  }

  /** How long nothing came to the receiver, between its first request and its last. */
  longestSilence(): number {
    const times = this.receiver.requests.map(({ at }) => at);
    return Math.max(...times.map((at, index) => at - (times[index - 1] ?? at)));
  }

  /** Stops a process where it is, for a while. */
  async freeze(program: Program, forMs: number): Promise<void> {
    process.kill(program.pid, 'SIGSTOP');
    await sleep(forMs);
    process.kill(program.pid, 'SIGCONT');
  }

  /** Also the loads of a test that failed before it came to that. */
  async stop(): Promise<void> {
    await Promise.all(this.loads.map((load) => load.stop()));
    await this.receiver.stop();
  }
}

const LOOPBACK = { WEBHOOKS_ALLOW_LOOPBACK: 'true' };

/** For a worker that is to fail at a point. */
export const failingAt = (points: string): Environment => ({
  NODE_ENV: 'test',
  DEALWRIGHT_MAY_FAIL: 'true',
  FAIL_AT: points,
});

/** Every point between a commit and a receiver. */
export const WORKER_POINTS = FAIL_POINTS.filter((point) => !point.startsWith('write_'));
