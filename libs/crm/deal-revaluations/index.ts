export { DealRevaluationsModule, RevaluationWorkerModule } from './deal-revaluations.module';
