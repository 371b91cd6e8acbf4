import { randomUUID } from 'node:crypto';

import { newWebhookSecret, signedHeaders } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import type { Fault } from '@platform/http';
import { OutboundHttp } from '@platform/outbound-http';

import type { Manifest } from './manifest/manifest';
import { calledAddresses, framedAddresses, type PlacedAddress } from './manifest/manifest-addresses';

/** How long an app may take to answer a check. */
const DEADLINE_MS = 5000;

/** Holds an app against what the marketplace asks of all: its pages answer, and what is not signed by us it refuses. */
@Injectable()
export class ReviewChecks {
  constructor(private readonly outbound: OutboundHttp) {}

  /** What does not hold, with pointers into the manifest. */
  async faults(manifest: Manifest): Promise<Fault[]> {
    const found = await Promise.all([
      ...calledAddresses(manifest).map((place) => this.refusesStrangers(place)),
      ...framedAddresses(manifest).map((place) => this.answers(place)),
    ]);
    return found.flat();
  }

  /** A request with a signature of somebody else's must be answered 401. */
  private async refusesStrangers({ pointer, url }: PlacedAddress): Promise<Fault[]> {
    const body = JSON.stringify({ type: 'app.signature_check' });
    const id = `check_${randomUUID()}`;
    const headers = signedHeaders({ id, body, secrets: [newWebhookSecret()], now: new Date() });
    const result = await this.outbound.post({ url, body, headers, deadlineMs: DEADLINE_MS });
    if (result.ok && result.status === 401) return [];
    const got = result.ok ? `answered ${result.status}` : result.reason;
    return [fault(pointer, `A request with a wrong signature must be answered 401: this one ${got}`)];
  }

  /** A page that is shown in a frame must be there. */
  private async answers({ pointer, url }: PlacedAddress): Promise<Fault[]> {
    const result = await this.outbound.get({ url, headers: {}, deadlineMs: DEADLINE_MS });
    if (result.ok && result.status < 400) return [];
    const got = result.ok ? `answered ${result.status}` : result.reason;
    return [fault(pointer, `The page of this placement must answer: it ${got}`)];
  }
}

const fault = (pointer: string, detail: string): Fault => ({ pointer, code: 'check_failed', detail });
