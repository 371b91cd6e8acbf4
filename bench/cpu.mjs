import { readdirSync, readFileSync } from 'node:fs';

/** The processor time that a process has used so far, user and system, all of its threads; milliseconds. */
export function cpuMs(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}

/** The memory of a process that is in RAM now; MB of 1,048,576 bytes. */
export function residentMb(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) / 1024;
}

/** A process and its PostgreSQL back ends, found by the name that it gives itself at the database. */
export class CpuMeter {
  constructor(pid, applicationName, client) {
    this.pid = pid;
    this.applicationName = applicationName;
    this.client = client;
  }

  async read() {
    const { rows } = await this.client.query('SELECT pid FROM pg_stat_activity WHERE application_name = $1', [
      this.applicationName,
    ]);
    return { own: cpuMs(this.pid), backEnds: new Map(rows.map(({ pid }) => [pid, cpuMs(pid)])) };
  }

  /** What was used since `before`; a back end that has come since counts whole. */
  async since(before) {
    const now = await this.read();
    const used = [...now.backEnds].map(([pid, ms]) => ms - (before.backEnds.get(pid) ?? 0));
    return { ownMs: now.own - before.own, backEndsMs: used.reduce((sum, ms) => sum + ms, 0) };
  }
}
