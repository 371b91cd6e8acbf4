export { KeyStore, type SealContext, SecretUnreadableError } from './key-store';
export { keyStoreOf } from './key-store-of';
export { loadMasterKey, MasterKeyError } from './master-key';
export { createMasterKeyFile, readKeyRing, readMasterKeyFile } from './master-key-file';
export { resealAll, rotateKeys } from './rotate-keys';
export { Sealed, sealedColumns } from './sealed-column';
export { SecretsModule } from './secrets.module';
export { hashToken, isWellFormedToken, newToken } from './token-format';
export { isSecretName, REDACTED, withoutSecrets } from './without-secrets';
