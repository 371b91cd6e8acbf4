import { applicationName } from './data-folder';
import { locateData } from './data-place';
import { readPasswords } from './passwords';
import { readPostmasterFile } from './postmaster-file';

/** The application's address of the server that runs on a data folder, or null when none does. */
export function runningServerUrl(dataDir: string): string | null {
  const place = locateData(dataDir);
  const file = readPostmasterFile(place.dataDir);
  const passwords = readPasswords(place.dataDir);
  if (!file?.isReady || !passwords) return null;
  const at = `${encodeURIComponent(file.socketFolder)}:${String(file.port)}`;
  return `postgresql://${applicationName}:${passwords.application}@${at}/${applicationName}`;
}
