import { spawnSync } from 'node:child_process';

/** The process ids of PostgreSQL servers whose data is somewhere in a folder. */
export function postgresIn(folder: string): number[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => /bin\/postgres -D /.test(line) && line.includes(`-D ${folder}`))
    .map((line) => Number.parseInt(line, 10));
}
