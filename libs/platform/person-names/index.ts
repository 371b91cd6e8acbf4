export {
  DEFAULT_NAME_FORMAT,
  displayName,
  NAME_TOKENS,
  type NameParts,
  nameFormatFault,
} from './name-format';
