export { RequestLogReadModule } from './request-log-read.module';
