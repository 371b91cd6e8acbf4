export { segmentType } from './segment.record-type';
export { SegmentsModule } from './segments.module';
