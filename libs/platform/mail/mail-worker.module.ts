import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PollLoop } from '@platform/events';

import { MailSender } from './mail-sender';
import { QueuedMail } from './queued-mail.entity';

/** The worker's side: importing it sends the mails that wait. */
@Module({ imports: [TypeOrmModule.forFeature([QueuedMail])], providers: [MailSender], exports: [MailSender] })
export class MailWorkerModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'Mail',
    step: () => this.sender.work(new Date()),
    busyMs: 100,
    idleMs: 1000,
  });

  constructor(private readonly sender: MailSender) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
