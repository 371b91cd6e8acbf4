export { type ItemResult, ResultList, refusedBatch } from './batch-answer';
export { BatchesModule } from './batches.module';
