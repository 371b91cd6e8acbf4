import { RecordWritesModule } from '@crm/records';
import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PollLoop } from '@platform/events';

import { FormMapper } from './form-mapper';
import { SubmittedLeads } from './submitted-leads';

/** The worker's side: importing it makes leads of what was sent with forms. */
@Module({ imports: [RecordWritesModule], providers: [FormMapper, SubmittedLeads], exports: [FormMapper] })
export class FormWorkerModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'Forms',
    step: () => this.mapper.work(new Date()),
    busyMs: 50,
    idleMs: 500,
  });

  constructor(private readonly mapper: FormMapper) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }
}
