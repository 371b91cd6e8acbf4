export { Writes } from './writes';
export { WritesModule } from './writes.module';
