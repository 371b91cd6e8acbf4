export { DirectoryField } from './directory-field';
