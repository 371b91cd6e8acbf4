export { MailModule } from './mail.module';
export { MailSender } from './mail-sender';
export { MailWorkerModule } from './mail-worker.module';
export { type Mail, Mailer } from './mailer';
