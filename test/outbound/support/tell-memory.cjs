// Loaded before the main file of a process of the built product: on SIGUSR2 it collects all garbage, gives back what it can, and writes
// what it holds then (process.memoryUsage) to the file MEMORY_FILE. What V8 leaves for later is nothing that anybody keeps.
const { renameSync, writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const file = process.env.MEMORY_FILE;

process.on('SIGUSR2', () => {
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  // What is freed behind a collection is given back a moment later.
  setTimeout(() => {
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()));
    renameSync(`${file}.new`, file);
  }, 200);
});
