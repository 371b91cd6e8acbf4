import type { RecordView } from '@crm/records';
import type { Extensions } from '@ecosystem/apps';

/** A place at which an app is asked about deals. */
export interface CheckSlot {
  readonly slot: 'deal.form.before_save' | 'deal.stage_gate';
  readonly url: string;
  /** Whether it is asked about a draft that is written at this time. */
  concerns(draft: RecordView, now: Date): boolean;
}

/** What an app asks to be asked about. */
export function checkSlots(extensions: Extensions): CheckSlot[] {
  const { 'deal.form.before_save': check, 'deal.stage_gate': gate } = extensions;
  return [
    ...(check ? [{ slot: 'deal.form.before_save' as const, url: check.url, concerns: isKept }] : []),
    ...(gate
      ? [
          {
            slot: 'deal.stage_gate' as const,
            url: gate.url,
            concerns: (draft: RecordView, now: Date) =>
              isKept(draft) && comesToStage(draft, now) && isNamed(draft, gate.stages),
          },
        ]
      : []),
  ];
}

/** A deal that is deleted is nobody's business any more. */
const isKept = ({ deleted_at }: RecordView): boolean => (deleted_at ?? null) === null;

/** A deal came to its stage with this write when it did so at the time of the write, or a moment later when it had just come to another. */
const comesToStage = ({ stage_changed_at }: RecordView, now: Date): boolean =>
  String(stage_changed_at) >= now.toISOString();

const isNamed = (draft: RecordView, stages: readonly string[]): boolean =>
  stages.includes(groupOf(draft)) || stages.includes(String(draft.stage_id));

function groupOf({ won_at, lost_at }: RecordView): string {
  if (won_at) return 'won';
  return lost_at ? 'lost' : 'open';
}
