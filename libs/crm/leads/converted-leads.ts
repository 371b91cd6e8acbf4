import type { StageInfo } from '@crm/pipelines';
import type { Edit } from '@crm/records';

import type { Lead } from './lead.entity';

export const isConverted = (lead: Lead | null): boolean => lead !== null && lead.converted_at !== null;

/**
 * A converted lead is read-only, and no other comes to a stage of success. From one pipeline's to another's a lead may go:
 * its own may be deleted. A value that is deleted everywhere is replaced here too.
 */
export function guardConversion(edit: Edit<Lead>, stages: ReadonlyMap<string, StageInfo>): void {
  if (isHandedOver(edit, stages)) return;
  const { action, before, row, isReplacement } = edit;
  if (action === 'update' && !isReplacement && isConverted(before) && isConverted(row))
    edit.fault('', 'lead_converted', READ_ONLY);
  if (action !== 'restore' && edit.changes('stage_id') && isSuccess(row, stages) && !isConverted(row))
    edit.fault('/stage_id', 'convert_instead', CONVERT);
}

const isSuccess = (lead: Lead | null, stages: ReadonlyMap<string, StageInfo>): boolean =>
  lead !== null && stages.get(lead.stage_id)?.kind === 'success';

/** Whether nothing but the place changes, from success to success. */
const isHandedOver = (edit: Edit<Lead>, stages: ReadonlyMap<string, StageInfo>): boolean =>
  edit.changes('stage_id') &&
  isSuccess(edit.before, stages) &&
  isSuccess(edit.row, stages) &&
  [...edit.given].every((name) => PLACE.has(name));

const PLACE: ReadonlySet<string> = new Set(['pipeline_id', 'stage_id']);

const READ_ONLY = 'The lead was converted and is read-only: change what it became, or undo the conversion';

const CONVERT = 'A lead comes to this stage by being converted: POST /v1/leads/{id}/convert';
