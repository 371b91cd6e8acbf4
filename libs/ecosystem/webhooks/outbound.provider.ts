import type { Provider } from '@nestjs/common';
import { Settings } from '@platform/config';
import { OutboundHttp } from '@platform/outbound-http';

/** The one client for receivers' addresses, which never calls this installation itself. */
export const outboundProvider: Provider = {
  provide: OutboundHttp,
  inject: [Settings],
  useFactory: ({ publicUrl, allowLoopbackWebhooks, webhookDnsServers, webhookDeadlineMs }: Settings) =>
    new OutboundHttp({
      dnsServers: webhookDnsServers,
      deadlineMs: webhookDeadlineMs,
      userAgent: `Dealwright-Webhooks/1 (+${publicUrl}/docs/webhooks)`,
      allowLoopback: allowLoopbackWebhooks,
      ownHosts: [new URL(publicUrl).host],
    }),
};
