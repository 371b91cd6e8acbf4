import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { Mailer, MailSender, MailWorkerModule } from '@platform/mail';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import { until } from '../events/support/until';
import { TestApi } from '../support/test-api';

const LATER_MS = 60_000;
const MAIL = { to: 'ada@example.com', subject: 'Grüße\r\nBcc: eve@example.com', text: 'Ein Link: x' };

/** A mail server that refuses what it is told to refuse. */
class PostOffice {
  readonly got: Email[] = [];
  refuse: { code: number; at: 'rcpt' | 'data' } | null = null;
  private readonly server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) => {
      done(this.refusal('rcpt'));
    },
    onData: (stream, _session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const refusal = this.refusal('data');
        if (refusal) {
          done(refusal);
          return;
        }
        void PostalMime.parse(Buffer.concat(pieces)).then((mail) => {
          this.got.push(mail);
          done();
        });
      });
    },
  });

  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server.server, 'listening');
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private refusal(at: 'rcpt' | 'data'): (Error & { responseCode: number }) | null {
    if (this.refuse?.at !== at) return null;
    return Object.assign(new Error('Not now'), { responseCode: this.refuse.code });
  }
}

const waiting = async (api: TestApi): Promise<number> => {
  const [row] = await api.sql<{ n: number }>('SELECT count(*)::int AS n FROM mail_queue');
  return row?.n ?? 0;
};

/** Whether a mail waits for its second try, which is sooner than a worker would be given up. */
const isPutOff = async (api: TestApi): Promise<boolean> => {
  const late = "SELECT 1 FROM mail_queue WHERE attempts = 1 AND due_at < now() + interval '60 seconds'";
  return (await api.sql(late)).length > 0;
};

describe('with a mail server', () => {
  const office = new PostOffice();
  let api: TestApi;
  beforeAll(async () => {
    const smtpUrl = await office.open();
    api = await TestApi.start([MailWorkerModule], { smtpUrl, mailFrom: 'Dealwright <crm@example.com>' });
  });
  afterAll(async () => {
    await api.stop();
    await office.close();
  });
  beforeEach(() => {
    office.got.length = 0;
    office.refuse = null;
  });

  it('a mail comes as it was written, to nobody else', async () => {
    await api.app.get(Mailer, { strict: false }).send(MAIL);
    await until(() => office.got[0]);
    expect(office.got[0]).toMatchObject({
      from: { name: 'Dealwright', address: 'crm@example.com' },
      to: [{ address: 'ada@example.com' }],
      text: 'Ein Link: x\n',
    });
    expect(office.got[0]?.subject).toContain('Grüße');
    expect(office.got[0]?.bcc ?? []).toEqual([]);
    await until(async () => (await waiting(api)) === 0);
  });

  it('a mail of a transaction that was rolled back is never sent', async () => {
    const mailer = api.app.get(Mailer, { strict: false });
    await expect(
      api.database.transaction(async (tx) => {
        await mailer.send(MAIL, tx);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await waiting(api)).toBe(0);
  });

  it('a mail waits sealed', async () => {
    office.refuse = { code: 451, at: 'data' };
    await api.app.get(Mailer, { strict: false }).send(MAIL);
    const [row] = await api.sql<{ text: string }>('SELECT m::text AS text FROM mail_queue AS m');
    expect(row?.text).not.toMatch(/ada|Link/);
    await api.sql('DELETE FROM mail_queue');
  });

  it('a mail that the server cannot take now is tried again, and comes once', async () => {
    office.refuse = { code: 451, at: 'data' };
    await api.app.get(Mailer, { strict: false }).send(MAIL);
    await until(() => isPutOff(api));
    office.refuse = null;
    const sender = api.app.get(MailSender);
    await sender.work(new Date(Date.now() + LATER_MS * 3));
    expect(office.got).toHaveLength(1);
    expect(await waiting(api)).toBe(0);
  });

  it('a mail to nobody is given up at once', async () => {
    office.refuse = { code: 550, at: 'rcpt' };
    await api.app.get(Mailer, { strict: false }).send(MAIL);
    await until(async () => (await waiting(api)) === 0);
    expect(office.got).toEqual([]);
  });

  it('a mail that nobody takes is given up after three days', async () => {
    office.refuse = { code: 451, at: 'data' };
    await api.app.get(Mailer, { strict: false }).send(MAIL);
    await until(() => isPutOff(api));
    await api.app.get(MailSender).work(new Date(Date.now() + 4 * 24 * 3_600_000));
    expect(await waiting(api)).toBe(0);
  });

  it('several workers send each mail once', async () => {
    const others = await Promise.all([api.another(), api.another()]);
    const mailer = api.app.get(Mailer, { strict: false });
    await Promise.all(
      Array.from({ length: 60 }, (_, at) => mailer.send({ ...MAIL, to: `p${at}@example.com` })),
    );
    await until(async () => (await waiting(api)) === 0);
    const ids = office.got.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
    await Promise.all(others.map((other) => other.stop()));
  });
});

it('without a mail server each mail becomes a file that its owner alone can read', async () => {
  const api = await TestApi.start([MailWorkerModule]);
  await api.app.get(Mailer, { strict: false }).send(MAIL);
  const [name = ''] = await until(() => {
    const files = readFolder(api.outboxDir).filter((file) => file.endsWith('.eml'));
    return files.length > 0 && files;
  });
  expect(statSync(join(api.outboxDir, name)).mode & 0o077).toBe(0);
  await api.stop();
});

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
