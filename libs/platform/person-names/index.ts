export { DEFAULT_NAME_FORMAT, displayName, NAME_TOKENS, nameFormatFault } from './name-format';
