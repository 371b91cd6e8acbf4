import { join, resolve } from 'node:path';

import { SettingError } from './setting-error';
import type { Settings } from './settings';

type MailSettings = Pick<Settings, 'smtpUrl' | 'mailFrom' | 'outboxDir'>;

/** Reads how mails are sent: through `SMTP_URL`, or as files into a folder. */
export function readMailSettings(
  given: Partial<Settings>,
  env: Readonly<Record<string, string | undefined>>,
): MailSettings {
  const smtpUrl = env.SMTP_URL ?? null;
  if (smtpUrl !== null && !/^smtps?:\/\/./.test(smtpUrl)) {
    throw new SettingError('SMTP_URL must be an address such as smtps://user:password@mail.example.com:465.');
  }
  if (smtpUrl !== null && env.MAIL_FROM === undefined) {
    throw new SettingError('Set MAIL_FROM, such as "Dealwright <crm@example.com>": SMTP_URL needs a sender.');
  }
  return {
    smtpUrl,
    mailFrom: env.MAIL_FROM ?? 'Dealwright <no-reply@dealwright.example>',
    outboxDir: resolve(given.outboxDir ?? env.MAIL_OUTBOX_DIR ?? join('.dealwright', 'outbox')),
  };
}
