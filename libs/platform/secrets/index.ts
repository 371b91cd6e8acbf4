export { KeyStore, type SealContext, SecretUnreadableError } from './key-store';
export { loadMasterKey, MasterKeyError } from './master-key';
export { createMasterKeyFile, readMasterKeyFile } from './master-key-file';
export { hashToken, isWellFormedToken, newToken } from './token-format';
