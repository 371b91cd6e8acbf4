export { DEFAULT_NAME_FORMAT, NAME_TOKENS, nameFormatFault } from './name-format';
