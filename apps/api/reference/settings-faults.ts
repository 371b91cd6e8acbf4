import type { ExplainedFault, ExplainedProblem } from './explained';

/** The faults of pipelines, stages and directories, and of records that go by them. */
export const SETTINGS_FAULTS: readonly ExplainedFault[] = [
  {
    code: 'default_needed',
    meaning: 'Every object needs a default pipeline, and this would leave it without one.',
    remedy: 'Make another pipeline the default first.',
  },
  {
    code: 'in_use',
    meaning: 'Other records still stand in what you want to delete.',
    remedy: 'Say with `replace_with` where they go, or move or delete them first.',
  },
  {
    code: 'key_taken',
    meaning: 'Another value of the directory has this key.',
    remedy: 'Take another key, or leave it out: one is made of the name.',
  },
  {
    code: 'required_in_stage',
    meaning: 'The stage where the record is to stand, or one before it, asks for a field that is empty.',
    remedy:
      'Fill the field in with the same change, or put the record elsewhere; `GET …/transitions` tells what every stage needs.',
  },
  {
    code: 'stage_needed',
    meaning:
      'A pipeline cannot do without this stage: its initial, its success and its first failure stage stay.',
    remedy: 'Rename the stage instead of deleting it.',
  },
  {
    code: 'stage_of_other_pipeline',
    meaning: 'The stage belongs to another pipeline than the one that `pipeline_id` names.',
    remedy: 'Send a stage of that pipeline, or leave `pipeline_id` out.',
  },
  {
    code: 'unknown_directory_value',
    meaning: 'The directory has no value with this key in this workspace.',
    remedy: 'Send one that `GET /v1/directories/{directory}/values` lists, or add the value there.',
  },
  {
    code: 'unsuitable_replacement',
    meaning: 'What `replace_with` names cannot take what stands in the thing to be deleted.',
    remedy: 'Name another one; the detail says which are suitable.',
  },
  {
    code: 'wrong_order',
    meaning: 'Some kinds have a fixed place, and the order that you sent breaks it.',
    remedy: 'Leave the initial stage first, success after all regular stages, and failure last.',
  },
];

/** What speaks against changes of them as a whole. */
export const SETTINGS_PROBLEMS: readonly ExplainedProblem[] = [
  {
    code: 'no_default',
    status: 409,
    meaning: 'What is to be reset was added in the workspace: it has nothing to go back to.',
    remedy: 'Change it as you want it.',
  },
  {
    code: 'system_value',
    status: 409,
    meaning: 'Every workspace has this value of a directory.',
    remedy: 'Rename it, or give it another colour or place; it cannot be deleted.',
  },
  {
    code: 'too_many_to_move',
    status: 409,
    meaning: 'More records stand in what you want to delete than one request moves.',
    remedy: 'Move them first with the bulk update that the detail names, then delete it.',
  },
];
