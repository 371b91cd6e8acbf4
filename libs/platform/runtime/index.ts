export { ensureNode24 } from './ensure-node-24';
export { armFailPoints, FAIL_POINTS, type FailPoint, failPoint } from './fail-points';
export { runMain } from './run-main';
export { StartupError } from './startup-error';
export { isSystemError } from './system-error';
