export { JobDto } from './job.dto';
export type { Job } from './job.entities';
export { type JobHandler, JobRunner, type Step, type StepResult } from './job-runner';
export { jobView } from './job-view';
export { JobWorkerModule } from './job-worker.module';
export { Jobs, type NewJob } from './jobs';
export { JobsModule } from './jobs.module';
