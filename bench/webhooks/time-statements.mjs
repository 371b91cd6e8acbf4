// Loaded into the worker before its own code (--import): keeps how long each of its statements took, by name, and writes
// { name: [milliseconds, …] } to the file STATEMENTS_FILE when it gets SIGUSR2, then begins anew.
import { renameSync, writeFileSync } from 'node:fs';
import pg from 'pg';

const file = process.env.STATEMENTS_FILE;
const { query } = pg.Client.prototype;
let samples = {};

pg.Client.prototype.query = function timed(config, ...rest) {
  const from = performance.now();
  const name = config?.name || 'unnamed';
  const keep = () => {
    samples[name] ??= [];
    samples[name].push(performance.now() - from);
  };
  const callback = rest.at(-1);
  if (typeof callback === 'function') {
    rest[rest.length - 1] = (...answer) => {
      keep();
      return callback(...answer);
    };
    return query.call(this, config, ...rest);
  }
  const result = query.call(this, config, ...rest);
  result?.then?.(keep, () => undefined);
  return result;
};

process.on('SIGUSR2', () => {
  writeFileSync(`${file}.new`, JSON.stringify(samples));
  samples = {};
  renameSync(`${file}.new`, file);
});
