export { FileDto } from './file.dto';
export { fileType } from './file.record-type';
export { FileUpkeep } from './file-upkeep';
export { RecordFilesModule } from './files.module';
export { FilesUpkeepModule } from './files-upkeep.module';
