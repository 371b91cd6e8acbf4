export { CountersModule } from './counters.module';
