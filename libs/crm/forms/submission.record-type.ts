import { defineRecordType } from '@crm/records';
import { defineEvent } from '@platform/events';

import { FORM_SCOPES } from './scopes';
import { NewSubmissionDto, SubmissionDto } from './submission.dto';
import { Submission } from './submission.entity';

/** Made by whoever fills in a form, read over the API, and released from quarantine there. */
export const submissionType = defineRecordType<Submission>({
  name: 'form_submission',
  plural: 'submissions',
  words: { one: 'a submission', many: 'submissions' },
  row: Submission,
  create: NewSubmissionDto,
  update: NewSubmissionDto,
  view: SubmissionDto,
  scopes: FORM_SCOPES,
  privileged: ({ before, row }) => before !== null && isHeld(before) && row.state === 'received',
  routes: [],
  parent: { kind: 'form', plural: 'forms', field: 'form_id' },
  moreEvents: [
    {
      event: defineEvent({
        type: 'form.submitted',
        summary: 'A form was filled in, and its lead is there.',
        object: 'form_submission',
        payload: SubmissionDto,
        scope: FORM_SCOPES.read,
      }),
      happened: (before, after) => after.state === 'mapped' && before?.state !== 'mapped',
    },
  ],
});

/** Whether somebody has to release it before a lead is made of it. */
const isHeld = ({ state }: Submission): boolean => state === 'quarantined' || state === 'failed';
