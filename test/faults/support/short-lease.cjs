// Loaded before the main file of a worker of the built product: lanes are lost after a second and a half instead of ten.
require('reflect-metadata');
const { join } = require('node:path');

const file = join(__dirname, '../../../dist/libs/ecosystem/webhooks/dispatcher.provider.js');
const { defaultDispatcherOptions } = require(file);

if (defaultDispatcherOptions.leaseMs !== 10_000) throw new Error('The lease is no longer where it was.');
defaultDispatcherOptions.leaseMs = 1500;
