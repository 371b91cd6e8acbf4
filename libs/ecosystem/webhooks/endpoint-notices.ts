import { adminAddresses } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import { Outbox } from '@platform/events';
import type { RequestContext } from '@platform/http';
import { Mailer } from '@platform/mail';

import { endpointNoticesTotal } from './delivery-metrics';
import type { ShownEndpoint } from './endpoint-store';
import type { NoticedWebhookEndpointDto, WebhookEndpointNoticeDto } from './webhook-endpoint.dto';
import type { StateReason } from './webhook-endpoint.entity';
import { webhookEndpointNotices } from './webhook-endpoint.events';

/** What there is to tell of an endpoint. */
export type NoticeKind = keyof typeof webhookEndpointNotices;

/** Tells of endpoints: an event for programs, and a mail to the admins of the workspace, both in the transaction that makes it true. */
@Injectable()
export class EndpointNotices {
  constructor(
    private readonly outbox: Outbox,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  async tell(
    tx: Transaction,
    ctx: RequestContext,
    {
      kind,
      endpoint,
      notice,
    }: { kind: NoticeKind; endpoint: ShownEndpoint; notice: WebhookEndpointNoticeDto },
  ): Promise<void> {
    const { row, view } = endpoint;
    const object: NoticedWebhookEndpointDto = { ...view, notice };
    const definition = webhookEndpointNotices[kind];
    await this.outbox.add(tx, ctx, [
      { definition, objectId: row.id, objectVersion: row.version, object, changes: {} },
    ]);
    const mail = mailOf(kind, object, this.settings.publicUrl);
    for (const to of await adminAddresses(tx, ctx.workspaceId)) await this.mailer.send({ to, ...mail }, tx);
    tx.afterCommit(() => endpointNoticesTotal.inc({ kind }));
  }
}

/** Only the host: the rest of an address may be a secret of the receiver's. */
function mailOf(kind: NoticeKind, endpoint: NoticedWebhookEndpointDto, publicUrl: string) {
  const { host } = new URL(endpoint.url);
  const { subject, text } = WORDS[kind](endpoint);
  const facts = [
    `Endpoint: ${endpoint.id} (${host})`,
    ...(endpoint.notice.since === null ? [] : [`Failing since: ${endpoint.notice.since}`]),
    `Failures in a row: ${endpoint.notice.attempts}`,
    `Last answer: ${endpoint.notice.last_status ?? endpoint.notice.last_error ?? 'none'}`,
  ];
  const where = `What was sent and answered: GET ${publicUrl}/v1/webhook-endpoints/${endpoint.id}/deliveries`;
  return { subject: `${subject}: ${host}`, text: [text, facts.join('\n'), where].join('\n\n') };
}

const KEPT =
  'Nothing is lost: what happens meanwhile is kept for 30 days, and sent when the endpoint is resumed.';

const WHY_STOPPED: Readonly<Record<StateReason, string>> = {
  failing: 'For 5 days every delivery to a webhook endpoint has failed, so nothing more is sent to it.',
  receiver_gone: 'A webhook endpoint answered 410 Gone, so nothing more is sent to it.',
  blocked_address: 'The address of a webhook endpoint leads to a place that must not be called.',
  order_blocked:
    'A delivery to a webhook endpoint has failed at every try, and its order lets no other one pass.',
  too_many_parked: 'At a webhook endpoint 10,000 deliveries wait behind others that failed at every try.',
  app_suspended: 'The app that a webhook endpoint belongs to is suspended.',
};

const WORDS: Readonly<
  Record<NoticeKind, (endpoint: NoticedWebhookEndpointDto) => { subject: string; text: string }>
> = {
  failing: ({ notice }) => ({
    subject: 'A webhook endpoint is failing',
    text: `For ${notice.stage ?? 'some time'} every delivery to a webhook endpoint has failed. It is tried on; after 5 days of nothing but failures it is stopped.`,
  }),
  recovered: () => ({
    subject: 'A webhook endpoint answers again',
    text: 'Deliveries to a webhook endpoint that was failing succeed again. What waited is being sent.',
  }),
  disabled: ({ state_reason: reason }) => ({
    subject: `A webhook endpoint was ${reason === 'failing' ? 'stopped' : 'paused'}`,
    text: `${WHY_STOPPED[reason ?? 'failing']} ${KEPT}`,
  }),
  gone: () => ({
    subject: 'A webhook endpoint is gone',
    text: `A webhook endpoint answered 410 Gone, so nothing more is sent to it. ${KEPT}`,
  }),
};
