export { ensureNode24 } from './ensure-node-24';
export { runMain } from './run-main';
export { StartupError } from './startup-error';
export { isSystemError } from './system-error';
