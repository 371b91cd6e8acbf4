export { FileStore } from './file-store';
export { FilesModule } from './files.module';
export { fileTooLarge } from './measured';
