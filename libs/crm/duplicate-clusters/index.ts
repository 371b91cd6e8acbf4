export { ClusterKeeper } from './cluster-keeper';
export { duplicateClusterType } from './duplicate-cluster.record-type';
export { DuplicateClustersModule, DuplicateWorkerModule } from './duplicate-clusters.module';
