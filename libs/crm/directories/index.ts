export { DEFAULT_VALUES } from './default-values';
export { DirectoriesModule } from './directories.module';
export { makeDefaultValues } from './directory-defaults';
export { DirectoryField, directoryOf } from './directory-field';
export { DIRECTORY_NAMES } from './directory-names';
export { DirectoryOutline, type OutlinedValue } from './directory-outline';
export { directoryValueType } from './directory-value.record-type';
