export { pipelineType } from './pipeline.record-type';
export { PipelineMaker } from './pipeline-maker';
export { type OutlinedStage, PipelineOutline } from './pipeline-outline';
export { PipelinesModule } from './pipelines.module';
export { placeInPipeline, stagesOf } from './place-in-pipeline';
export { stageType } from './stage.record-type';
export { stageGroups } from './stage-groups';
