export { deliveriesOfEvents } from './deliveries-of-events';
export { readEndpointFilter } from './endpoint-filter';
export { EndpointsModule } from './endpoints.module';
export { InstallationEndpoints, type WantedEndpoint } from './installation-endpoints';
export { ORDERINGS, type Ordering } from './ordering';
export { newWebhookSecret, signedHeaders } from './signature';
export { WebhookDeliveryModule } from './webhook-delivery.module';
export { WebhooksModule } from './webhooks.module';
