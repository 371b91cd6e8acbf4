export { ActivityDto } from './activity.dto';
export { activityType } from './activity.record-type';
