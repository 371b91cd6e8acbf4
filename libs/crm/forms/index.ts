export { formType } from './form.record-type';
export { FormMapper } from './form-mapper';
export { FormWorkerModule } from './form-worker.module';
export { FormsModule } from './forms.module';
export { mountFormPages } from './mount-form-pages';
export { submissionType } from './submission.record-type';
