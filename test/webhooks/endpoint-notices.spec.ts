import { toTypeId } from '@platform/ids';
import { Mailer } from '@platform/mail';
import { KeyStore } from '@platform/secrets';
import { register } from 'prom-client';

import { EndpointHealth } from '../../libs/ecosystem/webhooks/endpoint-health';
import { EngineGauges } from '../../libs/ecosystem/webhooks/engine-gauges';
import { until } from '../events/support/until';
import { answering, EngineBench, within } from './support/engine-bench';

const bench = new EngineBench();

const told = async () =>
  bench.engine.sql<{ type: string; notice: Record<string, unknown>; state: string }>(
    `SELECT type, data::jsonb #> '{object,notice}' AS notice, data::jsonb #>> '{object,state}' AS state FROM events
     WHERE workspace_id = $1 AND type ~ '^webhook_endpoint.(failing|recovered|disabled|gone|resumed)$' ORDER BY id`,
    [bench.engine.workspace],
  );

/** An admin of the workspace, which becomes one that is stored. */
async function admin(email: string): Promise<void> {
  const id = bench.engine.workspace;
  await bench.engine.sql(
    `INSERT INTO workspaces (id, name, locale, currency, time_zone, contact_name_format, version, created_at, updated_at)
     VALUES ($1, 'Test', 'en', 'EUR', 'UTC', '{first_name}', 1, now(), now())`,
    [id],
  );
  await bench.engine.sql(
    `INSERT INTO roles (workspace_id, id, key, name, built_in, rights, version, created_at, updated_at)
     VALUES ($1, $1, 'admin', 'Admin', true, '{}', 1, now(), now())`,
    [id],
  );
  await bench.engine.sql(
    `INSERT INTO members (workspace_id, id, name, email, role, state, version, created_at, updated_at)
     VALUES ($1, $1, 'Ada', $2, 'admin', 'active', 1, now(), now())`,
    [id, email],
  );
}

/** What was mailed to this address, in its order. */
async function mailsTo(email: string): Promise<{ subject: string; text: string }[]> {
  const keys = bench.process.app.get(KeyStore);
  const rows = await bench.engine.sql<{ id: string; sealed: string }>(
    'SELECT id, sealed FROM mail_queue ORDER BY id',
  );
  return rows
    .map(({ id, sealed }) =>
      JSON.parse(keys.openText(sealed, { workspaceId: null, purpose: 'mail', row: id })),
    )
    .filter((mail) => mail.to === email);
}

describe('a receiver that is gone', () => {
  it('is stopped at its first 410, others are told, and it goes on where it stopped', async () => {
    await admin('ada@example.com');
    const gone = await bench.receiver(410);
    const listening = await bench.receiver();
    const hook = await bench.engine.endpoint(gone.url);
    await bench.engine.endpoint(listening.url, {
      types: ['webhook_endpoint.gone', 'webhook_endpoint.resumed'],
    });
    await bench.engine.emit();
    bench.startWorker();
    await until(async () => (await bench.shown(hook)).state === 'gone', within);
    expect(await bench.shown(hook)).toMatchObject({
      state_reason: 'receiver_gone',
      health: { last_status: 410 },
    });
    expect(await told()).toEqual([
      {
        type: 'webhook_endpoint.gone',
        state: 'gone',
        notice: expect.objectContaining({ attempts: 1, last_status: 410 }),
      },
    ]);
    const [mail] = await mailsTo('ada@example.com');
    expect(mail?.subject).toBe(`A webhook endpoint is gone: ${new URL(gone.url).host}`);
    expect(mail?.text).toContain(toTypeId('webhook_endpoint', hook));
    await bench.engine.emitMany(2);
    answering(gone, 200);
    await bench.engine.api.post(`/v1/webhook-endpoints/${toTypeId('webhook_endpoint', hook)}/resume`);
    await until(async () => {
      await bench.engine.readOn();
      return (await bench.engine.count('delivery_log', hook)) === 3;
    }, within);
    expect(await bench.shown(hook)).toMatchObject({ state: 'active', state_reason: null });
    await bench.engine.relay();
    await until(() => listening.requests.length === 2, within);
    expect(listening.requests.map(({ body }) => JSON.parse(body).type)).toEqual([
      'webhook_endpoint.gone',
      'webhook_endpoint.resumed',
    ]);
  });
});

describe('an address that must not be called', () => {
  it('pauses its endpoint after three tries in a row, with the reason', async () => {
    const hook = await bench.engine.endpoint('https://example.com/');
    await bench.engine.sql(
      "UPDATE webhook_endpoints SET url = 'https://10.0.0.1/' WHERE workspace_id = $1 AND id = $2",
      [bench.engine.workspace, hook],
    );
    await bench.engine.emitMany(3);
    bench.startWorker();
    await until(async () => (await bench.shown(hook)).state === 'paused', within);
    expect(await bench.shown(hook)).toMatchObject({ state_reason: 'blocked_address' });
    expect(await told()).toMatchObject([
      { type: 'webhook_endpoint.disabled', notice: { last_error: 'blocked_address' } },
    ]);
    expect(await bench.engine.count('deliveries', hook)).toBe(3);
  });
});

describe('notices of failures', () => {
  const health = () => bench.process.app.get(EndpointHealth);
  const failFor = (hook: string, hours: number) =>
    bench.engine.sql(
      `UPDATE lanes SET failing_since = now() - $2 * interval '1 hour', fail_streak = 12, last_status = 503,
         noticed_since = CASE WHEN notices > 0 THEN now() - $2 * interval '1 hour' END WHERE endpoint_id = $1`,
      [hook, hours],
    );

  it('come after 1, 24 and 72 hours, each once however many workers look, and when it is over', async () => {
    await admin('grace@example.com');
    const hook = await bench.engine.endpoint('https://hooks.example.com/secret-path');
    for (const hours of [0.9, 1.1, 23, 24.1, 71, 72.1, 100]) {
      await bench.process.database.transaction(() => failFor(hook, hours));
      await Promise.all([1, 2, 3].map(() => health().tellAll(new Date())));
    }
    await bench.engine.sql('UPDATE lanes SET failing_since = NULL, fail_streak = 0 WHERE endpoint_id = $1', [
      hook,
    ]);
    await Promise.all([1, 2, 3].map(() => health().tellAll(new Date())));
    const notices = await told();
    expect(notices.map(({ type, notice }) => [type, notice.stage])).toEqual([
      ['webhook_endpoint.failing', '1h'],
      ['webhook_endpoint.failing', '24h'],
      ['webhook_endpoint.failing', '72h'],
      ['webhook_endpoint.recovered', null],
    ]);
    expect(notices[0]?.notice).toEqual({
      stage: '1h',
      since: expect.any(String),
      attempts: 12,
      last_status: 503,
      last_error: null,
    });
    const mails = await mailsTo('grace@example.com');
    expect(mails.map((mail) => mail.subject)).toEqual([
      ...Array(3).fill('A webhook endpoint is failing: hooks.example.com'),
      'A webhook endpoint answers again: hooks.example.com',
    ]);
    expect(JSON.stringify(mails)).not.toContain('secret-path');
  });

  it('are told of again when it fails anew, after it is told that it was well meanwhile', async () => {
    const hook = await bench.engine.endpoint('https://hooks.example.com/');
    await failFor(hook, 2);
    await health().tellAll(new Date());
    await bench.engine.sql(
      "UPDATE lanes SET failing_since = now() - interval '61 minutes' WHERE endpoint_id = $1",
      [hook],
    );
    await health().tellAll(new Date());
    expect((await told()).map(({ type }) => type)).toEqual([
      'webhook_endpoint.failing',
      'webhook_endpoint.recovered',
      'webhook_endpoint.failing',
    ]);
  });

  it('are told once when the worker that was about to dies', async () => {
    await admin('joan@example.com');
    const hook = await bench.engine.endpoint('https://hooks.example.com/');
    await failFor(hook, 2);
    jest.spyOn(bench.process.app.get(Mailer), 'send').mockRejectedValueOnce(new Error('killed'));
    await expect(health().tellAll(new Date())).rejects.toThrow('killed');
    expect(await told()).toEqual([]);
    await health().tellAll(new Date());
    expect(await told()).toHaveLength(1);
    expect(await mailsTo('joan@example.com')).toHaveLength(1);
  });
});

describe('the metrics of the engine', () => {
  it('tell what waits, what fails and what is left alone', async () => {
    const failing = await bench.receiver(500);
    const hook = await bench.engine.endpoint(failing.url);
    await bench.engine.emitMany(12);
    bench.startWorker();
    await bench.untilBroken(hook, 1);
    await new EngineGauges(bench.process.database).look();
    const value = async (name: string, state?: string) => {
      const found = (await register.getSingleMetric(name)?.get())?.values ?? [];
      return found.find(({ labels }) => state === undefined || labels.state === state)?.value;
    };
    expect(await value('dealwright_breakers', 'open')).toBe(1);
    expect(await value('dealwright_breakers', 'half_open')).toBe(0);
    expect(await value('dealwright_endpoints_failing')).toBeGreaterThanOrEqual(1);
    expect(await value('dealwright_deliveries_pending')).toBeGreaterThanOrEqual(12);
    expect(await value('dealwright_fan_out_lag_events')).toBe(0);
    expect(await value('dealwright_fan_out_lag_seconds')).toBe(0);
    const [written] = await bench.engine.sql<{ id: string }>('SELECT event_id AS id FROM feed LIMIT 1');
    expect(written).toBeDefined();
    await bench.engine.sql(
      `INSERT INTO outbox (shard, day, workspace_id, event_id, type, scope)
       VALUES (0, current_date, $1, '01800000-0000-7000-8000-000000000000', 'note.created', 'notes:read')`,
      [bench.engine.workspace],
    );
    await new EngineGauges(bench.process.database).look();
    expect(await value('dealwright_outbox_age_seconds')).toBeGreaterThan(3600);
    await bench.engine.sql('DELETE FROM outbox WHERE workspace_id = $1', [bench.engine.workspace]);
  });

  it('take a backlog that is sent as fast as its rate allows for no fault of theirs, unless nothing is sent', async () => {
    const { engine, process } = bench;
    const hook = await engine.endpoint('https://example.com/', { rate_per_second: 1 });
    await engine.emitMany(3);
    const oldest = async (rateFreeAt: string) => {
      await engine.sql("UPDATE lanes SET wake_at = 'infinity' WHERE endpoint_id <> $1", [hook]);
      await engine.sql(`UPDATE lanes SET rate_free_at = ${rateFreeAt} WHERE endpoint_id = $1`, [hook]);
      await engine.sql("UPDATE deliveries SET due_at = now() - interval '1 hour' WHERE endpoint_id = $1", [
        hook,
      ]);
      await new EngineGauges(process.database).look();
      return (await register.getSingleMetric('dealwright_oldest_due_delivery_seconds')?.get())?.values[0]
        ?.value;
    };
    expect(await oldest("now() + interval '1 second'")).toBe(0);
    expect(await oldest("now() - interval '1 minute'")).toBeGreaterThan(3000);
    expect(await oldest('NULL')).toBeGreaterThan(3000);
  });
});
