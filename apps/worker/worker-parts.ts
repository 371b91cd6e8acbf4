import { OAuthUpkeepModule } from '@access/oauth';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';
import { RateLimitsUpkeepModule } from '@platform/rate-limits';
import { WritesUpkeepModule } from '@platform/writes';

/** What runs behind the API: sequencing, fan-out and delivery of events, and the removal of what has expired. */
export const WORKER_PARTS = [
  WebhookDeliveryModule,
  OAuthUpkeepModule,
  WritesUpkeepModule,
  RateLimitsUpkeepModule,
];
