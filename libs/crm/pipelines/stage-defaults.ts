import type { StagedObject } from './pipeline.dto';
import type { StageGroup, StageKind } from './stage.dto';

/** A stage that a new pipeline starts with. */
export interface StageDefault {
  readonly name: string;
  readonly kind: StageKind;
  readonly color: string;
  readonly probability: number;
}

/** The group that follows from a stage's kind. */
export const groupOf = (kind: StageKind): StageGroup => {
  if (kind === 'success') return 'won';
  return kind === 'failure' ? 'lost' : 'open';
};

/** What a new pipeline starts with, until somebody changes it. */
export const STAGE_DEFAULTS: Readonly<Record<StagedObject, readonly StageDefault[]>> = {
  deal: [
    { name: 'New', kind: 'initial', color: '#39A8EF', probability: 10 },
    { name: 'Preparing documents', kind: 'regular', color: '#2FC6F6', probability: 30 },
    { name: 'Invoice sent', kind: 'regular', color: '#55D0E0', probability: 60 },
    { name: 'In progress', kind: 'regular', color: '#47E4C2', probability: 80 },
    { name: 'Won', kind: 'success', color: '#7BD500', probability: 100 },
    { name: 'Lost', kind: 'failure', color: '#FF5752', probability: 0 },
  ],
  lead: [
    { name: 'New', kind: 'initial', color: '#39A8EF', probability: 10 },
    { name: 'In progress', kind: 'regular', color: '#2FC6F6', probability: 30 },
    { name: 'Processed', kind: 'regular', color: '#55D0E0', probability: 60 },
    { name: 'Converted', kind: 'success', color: '#7BD500', probability: 100 },
    { name: 'Not suitable', kind: 'failure', color: '#FF5752', probability: 0 },
  ],
};
