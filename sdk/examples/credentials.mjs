import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the server is and the key to it: DEALWRIGHT_BASE_URL and DEALWRIGHT_KEY, or what `npm start` left in DEALWRIGHT_DATA_DIR. */
export function credentials() {
  const { DEALWRIGHT_BASE_URL: baseUrl, DEALWRIGHT_KEY: key, DEALWRIGHT_DATA_DIR: folder } = process.env;
  if (baseUrl && key) return { baseUrl, key };
  const path = join(folder || '.dealwright', 'credentials.json');
  if (!existsSync(path)) {
    throw new Error(
      `Set DEALWRIGHT_BASE_URL and DEALWRIGHT_KEY, or start the server here first: it writes ${path}.`,
    );
  }
  const file = JSON.parse(readFileSync(path, 'utf8'));
  return { baseUrl: String(baseUrl ?? file.base_url), key: String(key ?? file.private_app_key) };
}
