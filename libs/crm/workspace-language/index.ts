export { type Language, languageOf, type Words, worded } from './workspace-language';
