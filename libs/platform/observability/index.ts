export { Health } from './health';
export { createLogger, type Logger } from './logger';
export { mountHealth } from './mount-health';
export { NestLogger } from './nest-logger';
export { ObservabilityModule } from './observability.module';
export { observeRequests } from './observe-requests';
export { serveHealth } from './serve-health';
