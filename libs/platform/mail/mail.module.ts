import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Mailer } from './mailer';
import { QueuedMail } from './queued-mail.entity';

/** Takes mails to be sent. */
@Module({ imports: [TypeOrmModule.forFeature([QueuedMail])], providers: [Mailer], exports: [Mailer] })
export class MailModule {}
