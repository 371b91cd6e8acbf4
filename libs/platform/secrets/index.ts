export { KeyStore, type SealContext, SecretUnreadableError } from './key-store';
export { loadMasterKey, MasterKeyError } from './master-key';
export { createMasterKeyFile, readMasterKeyFile } from './master-key-file';
export { SecretsModule } from './secrets.module';
export { hashToken, isWellFormedToken, newToken } from './token-format';
