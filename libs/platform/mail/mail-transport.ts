import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Settings } from '@platform/config';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** Hands one mail on; whoever calls it knows afterwards that it is in other hands. */
export type MailTransport = (id: string, message: SendMailOptions) => Promise<void>;

/** To the SMTP server of the settings, or into files of a folder when there is none. */
export const mailTransport = ({ smtpUrl, outboxDir }: Settings): MailTransport =>
  smtpUrl === null ? toFolder(outboxDir) : toServer(smtpUrl);

function toServer(url: string): MailTransport {
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // A mail is words of ours: nothing in it may make the server read files or fetch pages.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (_id, message) => {
    await transport.sendMail(message);
  };
}

function toFolder(folder: string): MailTransport {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return async (id, message) => {
    const { message: bytes } = await transport.sendMail(message);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${id}.eml`);
    await writeFile(`${file}.part`, bytes as Buffer, { mode: 0o600 });
    await rename(`${file}.part`, file);
  };
}
