import { IdField, IntegerField } from '@platform/http';

/** What counters take. */
export class DealCountersQueryDto {
  @IdField('member', { optional: true, description: 'Of this owner alone; of each unless told.' })
  owner_id?: string;
}

const CountField = (description: string) =>
  IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, example: 3, description });

/** What waits for one owner. */
export class DealCountersDto {
  @IdField('member', { nullable: true, description: 'Null stands for what nobody owns.' }) owner_id:
    | string
    | null;
  @CountField('Deals of the owner that are neither won nor lost.') open_deals: number;
  @CountField('Those of the open deals with an activity that is not done and was due before now.')
  deals_with_overdue_activities: number;
  @CountField('Those of the open deals with no activity that is still to be done.')
  deals_without_planned_activity: number;
  @CountField('Activities of the owner that are not done and were due before now.')
  activities_overdue: number;
  @CountField('Activities of the owner that are not done and due on this day, in UTC.')
  activities_due_today: number;
}
