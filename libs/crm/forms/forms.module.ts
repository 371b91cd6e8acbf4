import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { FormDirectory } from './form-directory';
import { FormIntake } from './form-intake';
import { FormLimits } from './form-limits';
import { FormLookup } from './form-lookup.entity';
import { FormPages } from './form-pages';
import { FormStart } from './form-start';
import { FormVersion } from './form-version.entity';
import { PublicFormController } from './public-form.controller';
import { QueuedSubmission } from './submission-queue.entity';
import { SubmissionsController } from './submissions.controller';

/** Web forms: where they are filled in, and what was sent with them. */
@Module({
  imports: [TypeOrmModule.forFeature([FormVersion, FormLookup, QueuedSubmission])],
  controllers: [PublicFormController, SubmissionsController],
  providers: [FormDirectory, FormIntake, FormLimits, FormPages, FormStart],
  exports: [FormDirectory, FormPages],
})
export class FormsModule {}
