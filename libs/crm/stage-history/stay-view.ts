import type { RecordType } from '@crm/records';
import type { Actor } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { StageStay, StayType } from './stage-stay.entity';

/** A stay as the API shows it. */
export interface StayView {
  readonly id: string;
  readonly record_id: string;
  readonly type: StayType;
  readonly pipeline_id: string;
  readonly stage_id: string;
  readonly from_stage_id: string | null;
  readonly to_stage_id: string | null;
  readonly entered_at: string;
  readonly entered_by: Actor | null;
  readonly left_at: string | null;
  readonly left_by: Actor | null;
  readonly seconds: number;
  readonly amount: { readonly amount: string; readonly currency: string | null } | null;
  readonly probability: number | null;
}

/** What a view is made of: the object is the one of the list, and a stay that lasts has no end. */
export interface ShownStay extends Omit<StageStay, 'workspace_id' | 'object' | 'left_at' | 'left_by'> {
  readonly left_at: Date | null;
  readonly left_by: Actor | null;
}

/** A stay in its public form, as long as it has been by `now` when it lasts. */
export const stayView = ({ name }: RecordType, stay: ShownStay, now: Date): StayView => ({
  id: toTypeId('stage_stay', stay.id),
  record_id: toTypeId(name, stay.record_id),
  type: stay.type,
  pipeline_id: toTypeId('pipeline', stay.pipeline_id),
  stage_id: toTypeId('stage', stay.stage_id),
  from_stage_id: stageId(stay.from_stage_id),
  to_stage_id: stageId(stay.to_stage_id),
  entered_at: stay.entered_at.toISOString(),
  entered_by: stay.entered_by,
  left_at: stay.left_at?.toISOString() ?? null,
  left_by: stay.left_by,
  seconds: Math.max(0, Math.floor(((stay.left_at ?? now).getTime() - stay.entered_at.getTime()) / 1000)),
  amount: stay.amount === null ? null : { amount: stay.amount, currency: stay.amount_currency },
  probability: stay.probability,
});

const stageId = (id: string | null): string | null => id && toTypeId('stage', id);
