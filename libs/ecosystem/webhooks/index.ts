export { WebhookDeliveryModule } from './webhook-delivery.module';
export { WebhooksModule } from './webhooks.module';
