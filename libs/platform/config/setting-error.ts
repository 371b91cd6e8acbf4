import { StartupError } from '@platform/runtime';

/** A setting that is missing or wrong: its message is the one sentence that says what to do. */
export class SettingError extends StartupError {}
