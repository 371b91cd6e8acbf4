import { Merges, MergingModule } from '@crm/merges';
import { RecordWritesModule } from '@crm/records';
import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { PollLoop } from '@platform/events';
import { JobRunner, JobWorkerModule } from '@platform/jobs';

import { ClusterDismissals } from './cluster-dismissals';
import { ClusterFollower } from './cluster-follower';
import { ClusterKeeper } from './cluster-keeper';
import { ClusterMergeHandler } from './cluster-merge-handler';
import { ClusterMerges } from './cluster-merges';
import { ClusterPairs } from './cluster-pairs';
import { DuplicateClusterMergesController } from './duplicate-cluster-merges.controller';
import { DuplicateClustersController } from './duplicate-clusters.controller';
import { DuplicateDismissal, DuplicatePair } from './duplicate-pair.entities';
import { DuplicateFollower, DuplicateScan } from './duplicate-scan.entities';
import { DuplicateScans } from './duplicate-scans';
import { DuplicateScansController } from './duplicate-scans.controller';
import { ScanHandler } from './scan-handler';

/** The routes by which scans are started, and clusters looked at and dismissed. */
@Module({
  imports: [TypeOrmModule.forFeature([DuplicatePair, DuplicateDismissal, DuplicateScan, DuplicateFollower])],
  controllers: [DuplicateScansController, DuplicateClusterMergesController, DuplicateClustersController],
  providers: [DuplicateScans, ClusterPairs, ClusterDismissals, ClusterMerges],
})
export class DuplicateClustersModule {}

/** Keeps clusters in line with what is written: for the worker. */
@Module({
  imports: [RecordWritesModule],
  providers: [ClusterKeeper, ClusterFollower],
  exports: [ClusterKeeper],
})
export class DuplicateFollowerModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'Duplicates',
    step: () => this.follower.step(),
    busyMs: 100,
    idleMs: 1000,
  });

  constructor(private readonly follower: ClusterFollower) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }
}

/** The worker's side: importing it does the scans that wait, and keeps clusters in line with what is written. */
@Module({
  imports: [JobWorkerModule, DuplicateFollowerModule, MergingModule],
  providers: [
    ScanHandler,
    {
      provide: ClusterMergeHandler,
      inject: [Database, Merges, ClusterKeeper, Settings],
      useFactory: (database: Database, merges: Merges, keeper: ClusterKeeper, settings: Settings) =>
        new ClusterMergeHandler({ database, merges, keeper, settings }),
    },
  ],
})
export class DuplicateWorkerModule {
  constructor(runner: JobRunner, scans: ScanHandler, merges: ClusterMergeHandler) {
    runner.handle(scans);
    runner.handle(merges);
  }
}
