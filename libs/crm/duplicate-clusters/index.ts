export { ClusterKeeper } from './cluster-keeper';
export { duplicateClusterType } from './duplicate-cluster.record-type';
export {
  DuplicateClustersModule,
  DuplicateFollowerModule,
  DuplicateWorkerModule,
} from './duplicate-clusters.module';
